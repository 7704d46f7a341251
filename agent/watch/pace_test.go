package watch_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// paced shows matches on a clock that runs at so many ticks a second of play. It pauses
// for a minute at pauseAt, if that is not 0.
func paced(t *testing.T, perSecond func(tick int) int, pauseAt, ticks int) (*watch.MatchSummary, panel.View) {
	t.Helper()
	cfg := config(t, 10, "script:pro", "script:rookie")
	now := time.Unix(1000, 0)
	cfg.Now = func() time.Time { return now }
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var v panel.View
	s, err := watch.Run(t.Context(), m, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		for tick := range ticks {
			now = now.Add(time.Second / time.Duration(perSecond(tick)))
			resumed := tick == pauseAt && tick > 0
			if resumed {
				now = now.Add(time.Minute)
			}
			if err := s.Tick(scene.Tick{Wall: true, Resumed: resumed}); err != nil {
				return scene.Report{}, err
			}
		}
		s.View(&v)
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.(*watch.MatchSummary), v
}

func TestAMatchOnASlowMachineIsMarkedAndDoesNotCount(t *testing.T) {
	const ended = 10*sim.TickRate + 1
	for _, c := range []struct {
		name      string
		perSecond func(tick int) int
		pauseAt   int
		slow      int
		pace      string
	}{
		{"full speed", func(int) int { return 60 }, 0, 0, "60 ticks a second"},
		{"59 ticks", func(int) int { return 59 }, 0, 0, "59 ticks a second"},
		{"half speed", func(int) int { return 31 }, 0, 1, "slow: 31 of 60 ticks a second"},
		{"slow while the window opens", func(tick int) int {
			if tick < 55 {
				return 20
			}
			return 60
		}, 0, 0, "60 ticks a second"},
		{"slow for two seconds in the middle", func(tick int) int {
			if tick >= 200 && tick < 320 {
				return 50
			}
			return 60
		}, 0, 1, "60 ticks a second, but slow before: this match does not count"},
		{"paused for a minute", func(int) int { return 60 }, 300, 0, "60 ticks a second"},
	} {
		s, v := paced(t, c.perSecond, c.pauseAt, ended)
		if s.Ended != 1 || s.Slow != c.slow || s.Wins[0]+s.Wins[1]+s.Draws != 1-c.slow {
			t.Errorf("%s: %d ended, %d slow, wins %v, %d draws; want 1 ended, %d slow, the others counted", c.name, s.Ended, s.Slow, s.Wins, s.Draws, c.slow)
		}
		if v.Pace != c.pace {
			t.Errorf("%s: the panels say %q, want %q", c.name, v.Pace, c.pace)
		}
		if noticed := notices(&v, "not counted: the machine was too slow"); noticed != (c.slow == 1) {
			t.Errorf("%s: the notices are %s", c.name, fmt.Sprint(v.Notices))
		}
	}
}

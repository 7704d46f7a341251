package watch_test

import (
	"context"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

func TestEveryHitIsHeardOnceAndTheEndToo(t *testing.T) {
	cfg := config(t, 20, "script:oracle", "script:spammer")
	cfg.Countdown = 10
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var heard [scene.BellSound + 1]int
	hits := 0
	_, err = watch.Run(t.Context(), m, func(context.Context, scene.Scene) (scene.Report, error) {
		for tick := range 20*60 + 10 {
			if err := m.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
			for _, s := range m.Sounds(nil) {
				heard[s]++
			}
			if tick == 9 && heard[scene.BellSound] != 1 {
				t.Errorf("after the countdown the bell was heard %d times, want once", heard[scene.BellSound])
			}
			var v panel.View
			m.View(&v)
			hits = 0
			for _, mark := range v.Timeline.Marks {
				if mark.Kind == panel.Hit {
					hits++
				}
			}
			if v.Status != "" {
				break
			}
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := heard[scene.HitSound] + heard[scene.ParrySound]; heard[scene.HitSound] == 0 || got < hits || heard[scene.HitSound] > hits {
		t.Errorf("heard %v; want at most %d hits, and with parries as many", heard, hits)
	}
	if ends := heard[scene.KnockOutSound] + heard[scene.BellSound] - 1; ends != 1 {
		t.Errorf("the end was heard %d times, want once", ends)
	}
}

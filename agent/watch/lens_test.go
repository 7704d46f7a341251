package watch_test

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// explained plays a match for so many ticks, asks what mattered, and returns the left side
// when the answer is shown.
func explained(t *testing.T, cfg watch.MatchConfig, ticks int) (side panel.Side, notices []panel.Notice) {
	t.Helper()
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = watch.Run(t.Context(), m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		for range ticks {
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
		}
		do(t, s, scene.Saliency)
		for {
			var v panel.View
			s.View(&v)
			if side, notices = v.Sides[0], v.Notices; !strings.HasPrefix(side.Seen.Caption, "looking") {
				break
			}
			runtime.Gosched()
		}
		do(t, s, scene.Saliency)
		var v panel.View
		if s.View(&v); len(v.Sides[0].Seen.Heat) > 0 {
			t.Error("what mattered is still shown after the second request")
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return side, notices
}

func TestWhatMatteredForAPressIsMarkedOnRequest(t *testing.T) {
	cfg := config(t, 60, "../../models/pro-tiny.onnx?decode=gate&gamma=-9", "script:spammer")
	cfg.Load = bot.Setup{}.Loader()
	side, _ := explained(t, cfg, 300)
	most := byte(0)
	for _, h := range side.Seen.Heat {
		most = max(most, h)
	}
	if len(side.Seen.Heat) != side.Seen.Width*side.Seen.Height || most < 200 || !side.Frozen || !strings.Contains(side.Seen.Caption, "what mattered") {
		t.Errorf("%d values up to %d for %d×%d pixels, frozen %v, %q", len(side.Seen.Heat), most, side.Seen.Width, side.Seen.Height, side.Frozen, side.Seen.Caption)
	}
}

func TestWithoutAPressThereIsNothingToExplain(t *testing.T) {
	for want, left := range map[string]string{"has not pressed yet": "idler.onnx", "no model plays": "script:dummy"} {
		_, notices := explained(t, config(t, 60, left, "script:dummy"), 20)
		if len(notices) == 0 || !strings.Contains(notices[len(notices)-1].Text, want) {
			t.Errorf("%s: the notices are %+v, want one with %q", left, notices, want)
		}
	}
}

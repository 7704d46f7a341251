package bot_test

import (
	"slices"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

func TestDrawingAndSeeingAsOneGivesTheInputOfTheDrawnFrame(t *testing.T) {
	m := open(t, "pro-ce.onnx", bot.Fastest)
	spec, frame, scratch := m.Seer.Spec(), raster.NewFrame(), raster.NewFrame()
	want := make([]float32, spec.Len())
	for seed, names := range [][2]string{{"pro", "oracle"}, {"spammer", "random"}, {"rookie", "spammer"}} {
		for _, me := range []sim.Side{sim.Left, sim.Right} {
			plain, err := vision.NewPreprocessor(spec, frame.Rect.Size())
			if err != nil {
				t.Fatal(err)
			}
			m.Agent.Reset()
			players := [2]duel.Controller{scripted(t, names[0])(uint64(seed), sim.Left), scripted(t, names[1])(uint64(seed), sim.Right)}
			_, err = duel.Play(t.Context(), duel.Config{Rules: sim.DefaultRules(), Seed: uint64(seed)}, players, func(w *sim.World, _ [2]sim.Input) {
				if w.Tick%agent.PeriodTicks != 0 {
					return
				}
				raster.Draw(frame, w, me)
				if err := plain.See(frame, vision.Input{Floats: want}); err != nil {
					t.Fatal(err)
				}
				shown := frame // now and then a frame of another source
				if w.Tick%(7*agent.PeriodTicks) != 0 {
					shown = scratch
					if err := m.View(w, me).Grab(shown); err != nil {
						t.Fatal(err)
					}
				}
				if err := m.Seer.See(shown, m.Session.Input()); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(m.Session.Input().Floats, want) || !slices.Equal(m.Seer.Picture().Pix, plain.Picture().Pix) {
					t.Fatalf("%v, seed %d, side %v, tick %d: the input differs from that of the drawn frame", names, seed, me, w.Tick)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

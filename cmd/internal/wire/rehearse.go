package wire

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// Rehearse times n decisions of a model, one at a time and warm, on the frames
// of a match of pro against pro; as many as a fifth of them go before and are
// not counted.
func Rehearse(m *arena.Model, n int) ([]time.Duration, error) {
	m.Agent.Reset()
	times := make([]time.Duration, 0, n)
	warm := n / 5
	for match := uint64(1); len(times) < n; match++ {
		w := sim.New(sim.DefaultRules(), match)
		var fighters [2]*script.Fighter
		for side := range fighters {
			f, err := script.New("pro", match, arena.ScriptStream+uint64(side))
			if err != nil {
				return nil, err
			}
			fighters[side] = f
		}
		camera := raster.Camera{World: &w, Side: sim.Left}
		for w.Outcome() == sim.Running && len(times) < n {
			if w.Tick%agent.PeriodTicks == 0 {
				start := time.Now()
				if _, err := m.Agent.Decide(w.Tick, &camera); err != nil {
					return nil, err
				}
				if warm--; warm < 0 {
					times = append(times, time.Since(start))
				}
			}
			var in [2]sim.Input
			for side, f := range fighters {
				var err error
				if in[side], err = f.Act(&w, sim.Side(side)); err != nil {
					return nil, err
				}
			}
			w.Step(in)
		}
		m.Agent.Reset()
	}
	return times, nil
}

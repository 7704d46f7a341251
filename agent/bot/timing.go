package bot

import (
	"time"

	"github.com/kumite/kumite/sim"
)

// TimeDecisions times n decisions of a model, one at a time, on frames of pro
// against pro. n/5 decisions before them warm up and are not counted.
func TimeDecisions(m *Model, n int) ([]time.Duration, error) {
	times := make([]time.Duration, 0, n)
	warm := n / 5
	for match := uint64(1); len(times) < n; match++ {
		m.Agent.Reset()
		var failed error
		err := WatchPros(match, func(w *sim.World) bool {
			start := time.Now()
			if _, failed = m.Agent.Decide(w.Tick, m.View(w, sim.Left)); failed != nil {
				return false
			}
			if warm--; warm < 0 {
				times = append(times, time.Since(start))
			}
			return len(times) < n
		})
		if failed != nil {
			err = failed
		}
		if err != nil {
			return nil, err
		}
	}
	m.Agent.Reset()
	return times, nil
}

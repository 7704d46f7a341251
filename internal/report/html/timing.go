package html

import (
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// timing is the time that a model takes for a decision, on a bar up to the slowest p99.
type timing struct {
	Name, P50, P99, Share string
	Fast, Slow            float64
}

func newTimings(r arena.Results) (all []timing) {
	top := 0.0
	for _, c := range r.Contestants {
		top = max(top, c.DecisionUS.P99)
	}
	for _, c := range ranked(r) {
		if d := c.DecisionUS; d.P99 > 0 {
			periodUS := 1e6 * float64(bot.PeriodOf(c.Spec)) / sim.TickRate
			all = append(all, timing{c.Name, fmt.Sprintf("%.0f µs", d.P50), fmt.Sprintf("%.0f µs", d.P99), fmt.Sprintf("%.2g %%", 100*d.P99/periodUS),
				100 * d.P50 / top, 100 * d.P99 / top})
		}
	}
	return all
}

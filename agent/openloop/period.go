package openloop

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// agentPeriodMS is the time between two decisions of an agent.
const agentPeriodMS = 1000.0 * agent.PeriodTicks / sim.TickRate

// PeriodWarning returns why numbers in frames of logs with this decision period mean
// another time than in a match, or "" if they do not.
func PeriodWarning(periodMS float64) string {
	if math.Abs(periodMS-agentPeriodMS) < 1e-9 {
		return ""
	}
	return fmt.Sprintf("the logs have a frame every %.3g ms but an agent decides every %g ms: tolerances and decoder settings in frames last %.3g times as long in a match; use logs of %g ms to choose settings for one",
		periodMS, agentPeriodMS, agentPeriodMS/periodMS, agentPeriodMS)
}

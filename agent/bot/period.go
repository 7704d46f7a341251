package bot

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
)

// PeriodOf returns the ticks from one decision to the next of a contestant string, as a
// recording has it: agent.PeriodTicks for a script, and for a string that is none.
func PeriodOf(spec string) int32 {
	if c, err := Parse(spec); err == nil && c.Period != 0 {
		return c.Period
	}
	return agent.PeriodTicks
}

// WithoutPeriod returns the contestant with agent.PeriodTicks as its period, for who loads its
// model to do something else than play matches with it.
func (c Contestant) WithoutPeriod() Contestant {
	if c.Period == 0 {
		return c
	}
	q, err := policy.ParseQuery(c.Query)
	if err != nil {
		return c // not from Parse; the decoder refuses it
	}
	q.Del("period")
	c.Period, c.Query = 0, policy.EncodeQuery(q)
	return c
}

// setPeriod makes the agent of a loaded model decide every so many ticks.
func (m *Model) setPeriod(ticks int32) error {
	if state := m.Session.Contract().State; len(state) > 0 {
		return fmt.Errorf("period=%d: the network carries a state from one frame to the next, and learned it with frames 100 ms apart; leave out the period", ticks)
	}
	return m.Agent.SetPeriod(ticks)
}

package live

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// Tick is the time from one tick of the game to the next.
const Tick = time.Second / sim.TickRate

// Period is the time from one decision to the next.
const Period = agent.PeriodTicks * time.Second / sim.TickRate

// slack is how early a slot opens: half a tick, so that of every PeriodTicks ticks one
// opens a slot even if ticks come slightly early or late.
const slack = Tick / 2

// schedule says when decisions are due: decision n at start + n·Period.
type schedule struct {
	start time.Time
}

// slot returns the number of the open slot. Slot n is open from slack before its due
// time until the next one opens.
func (s schedule) slot(now time.Time) int64 {
	d := now.Sub(s.start) + slack
	if d < 0 {
		return -1
	}
	return int64(d / Period)
}

// due returns the time at which a slot's decision is due.
func (s schedule) due(slot int64) time.Time {
	return s.start.Add(time.Duration(slot) * Period)
}

// deadline returns the deadline of the decision on the frame that opened a slot: when
// its press takes effect, or the next slot's due time if that is earlier. A delay of 0
// ticks counts as one tick, the minimum for a game that does not wait.
func (s schedule) deadline(slot int64, opened time.Time, delayTicks int32) time.Time {
	end := opened.Add(time.Duration(max(delayTicks, 1)) * Tick)
	if next := s.due(slot + 1); next.Before(end) {
		return next
	}
	return end
}

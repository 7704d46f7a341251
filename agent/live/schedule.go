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

// slack is how early a slot opens: half a tick, so that a game whose ticks come
// a little early or late still has one every PeriodTicks that opens a slot.
const slack = Tick / 2

// schedule says when decisions are due: number n at start + n·Period.
type schedule struct {
	start time.Time
}

// slot is the number of the decision whose frames come at a time: the slot n
// is open from slack before its due time until the next one opens.
func (s schedule) slot(now time.Time) int64 {
	d := now.Sub(s.start) + slack
	if d < 0 {
		return -1
	}
	return int64(d / Period)
}

// due is when a slot's decision is due.
func (s schedule) due(slot int64) time.Time {
	return s.start.Add(time.Duration(slot) * Period)
}

// deadline is when the answer to the frame that opened a slot must be there:
// when its press takes effect, and at the latest when the next slot's decision
// is due. A delay of no ticks is one tick, the least that a game that does not
// wait can give.
func (s schedule) deadline(slot int64, opened time.Time, delayTicks int32) time.Time {
	end := opened.Add(time.Duration(max(delayTicks, 1)) * Tick)
	if next := s.due(slot + 1); next.Before(end) {
		return next
	}
	return end
}

package live

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// Tick is the time from one tick of the game to the next at normal speed.
const Tick = time.Second / sim.TickRate

// Period is the time from one decision to the next at normal speed.
const Period = agent.PeriodTicks * time.Second / sim.TickRate

// slotAt returns the slot that opens at a tick of the game, or false if none does. A slot
// opens every agent.PeriodTicks, as in lockstep, however fast the ticks come.
func slotAt(tick int32) (slot int64, ok bool) {
	return int64(tick / agent.PeriodTicks), tick%agent.PeriodTicks == 0
}

// deadline returns the deadline of the decision on the frame that opened a slot: when its
// press takes effect at normal speed, or a Period later if that is earlier. A delay of 0
// ticks counts as one tick, the minimum for a game that does not wait.
func deadline(opened time.Time, delayTicks int32) time.Time {
	return opened.Add(min(time.Duration(max(delayTicks, 1))*Tick, Period))
}

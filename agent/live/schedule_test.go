package live

import (
	"testing"
	"time"
)

func TestADeadlineIsThePressAndAtTheLatestTheNextDecision(t *testing.T) {
	opened := time.Unix(1000, 0)
	for delay, want := range map[int32]time.Duration{0: Tick, 1: Tick, 3: 3 * Tick, 6: Period, 60: Period} {
		if got := deadline(opened, delay).Sub(opened); (got - want).Abs() > time.Microsecond {
			t.Errorf("delay %d: the deadline is at %v, want %v", delay, got, want)
		}
	}
}

func TestASlotOpensEverySixTicksOfTheGame(t *testing.T) {
	for _, c := range []struct {
		tick  int32
		slot  int64
		opens bool
	}{{0, 0, true}, {1, 0, false}, {5, 0, false}, {6, 1, true}, {3599, 599, false}, {3600, 600, true}} {
		if slot, opens := slotAt(c.tick); slot != c.slot || opens != c.opens {
			t.Errorf("tick %d: slot %d, opens %v; want %d, %v", c.tick, slot, opens, c.slot, c.opens)
		}
	}
}

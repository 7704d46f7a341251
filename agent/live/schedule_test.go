package live

import (
	"testing"
	"time"
)

func TestADeadlineIsThePressAndAtTheLatestTheNextDecision(t *testing.T) {
	s := schedule{start: time.Unix(1000, 0)}
	for _, c := range []struct {
		slot   int64
		opened time.Duration // after the start
		delay  int32
		want   time.Duration
	}{
		{0, 0, 0, Tick},
		{0, 0, 1, Tick},
		{0, 0, 3, 3 * Tick},
		{0, 5 * time.Millisecond, 3, 5*time.Millisecond + 3*Tick},
		{0, 5 * time.Millisecond, 6, Period},
		{7, 7*Period - slack, 6, 8*Period - slack},
		{7, 7 * Period, 60, 8 * Period},
	} {
		if got := s.deadline(c.slot, s.start.Add(c.opened), c.delay).Sub(s.start); (got - c.want).Abs() > time.Microsecond {
			t.Errorf("slot %d, opened at %v, delay %d: the deadline is at %v, want %v", c.slot, c.opened, c.delay, got, c.want)
		}
	}
}

func TestASlotOpensHalfATickEarlyAndStaysOpenForAPeriod(t *testing.T) {
	s := schedule{start: time.Unix(1000, 0)}
	for _, c := range []struct {
		at   time.Duration
		want int64
	}{
		{-slack - 1, -1}, {0, 0}, {Period - slack - 1, 0}, {Period - slack, 1}, {Period, 1}, {1_000_000 * Period, 1_000_000},
	} {
		if got := s.slot(s.start.Add(c.at)); got != c.want {
			t.Errorf("at %v slot %d is open, want %d", c.at, got, c.want)
		}
	}
}

package agent

import "fmt"

// PeriodTicks is the decision period of an agent, unless SetPeriod sets another, and the
// time from a frame of a stack to the next: 100 ms.
const PeriodTicks = 6

// MaxPeriodTicks is the longest decision period: two seconds.
const MaxPeriodTicks = 120

// ValidatePeriod returns an error for a period that is out of bounds.
func ValidatePeriod(ticks int32) error {
	if ticks < 1 || ticks > MaxPeriodTicks {
		return fmt.Errorf("a period of %d ticks; want 1 to %d ticks", ticks, MaxPeriodTicks)
	}
	return nil
}

// SetPeriod makes the agent decide every so many ticks, in lockstep. It must be called at
// most once, before the first match. The network still sees frames PeriodTicks apart, as in
// training: where its stack needs them, the agent also sees frames on which it does not
// decide. The decoder's settings, which count frames of PeriodTicks, keep their meaning in
// time.
func (a *Agent) SetPeriod(ticks int32) error {
	if err := ValidatePeriod(ticks); err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	if err := a.mind.decoder.Pace(ticks, PeriodTicks); err != nil {
		return fmt.Errorf("agent: with a period of %d ticks %w", ticks, err)
	}
	a.period, a.look = ticks, ticks
	if a.seer.Spec().Stack > 1 {
		a.look = gcd(ticks, PeriodTicks)
		a.seer.Space(int(PeriodTicks / a.look))
	}
	return nil
}

// Period returns the ticks from one decision to the next.
func (a *Agent) Period() int32 { return a.period }

// glimpse sees a frame on which no decision is due, for the stack of a later one.
func (a *Agent) glimpse(tick int32, src FrameSource) error {
	if err := src.Grab(a.cfg.Frame); err != nil {
		return fmt.Errorf("grab frame at tick %d: %w", tick, err)
	}
	if err := a.seer.Push(a.cfg.Frame); err != nil {
		return fmt.Errorf("see frame at tick %d: %w", tick, err)
	}
	return nil
}

func gcd(a, b int32) int32 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

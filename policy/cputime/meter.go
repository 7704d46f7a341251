package cputime

import "time"

// State is what a Meter says of a run.
type State int

// The states. All but Running are final.
const (
	Running  State = iota
	Exceeded       // the run has used its limit of CPU time
	Blocked        // the run does not compute
)

// IdleBeats is the number of consecutive beats without computation after which a run
// counts as blocked. On an idle machine these beats last ten times the limit, but at least
// one second, and no longer than the limit if that is above 15 seconds.
const IdleBeats = 100

// The bounds of a beat, which is otherwise a tenth of the limit. A limit of more than
// IdleBeats longest beats makes the beat longer, so that a slow disk has that time too.
const (
	minBeat = 10 * time.Millisecond
	maxBeat = 150 * time.Millisecond
)

// idleShare is the divisor of a beat that gives the CPU time below which the beat is
// idle. It is above what the timers of a blocked process use. A run that is never
// idle for IdleBeats uses up its limit at last, so every run ends.
const idleShare = 100

// Meter measures one run at a time. The zero value is ready for Start.
//
// It counts from the first beat on, so that a run that ends before costs no look at the
// clock. A run may therefore use the CPU time of one beat more than its limit.
type Meter struct {
	limit, beat time.Duration
	begun       bool          // the first beat has passed
	start, last time.Duration // CPU times
	idle        int           // consecutive beats
}

// Start begins a run with a limit of CPU time, which must be positive.
func (m *Meter) Start(limit time.Duration) {
	*m = Meter{limit: limit, beat: max(min(limit/10, maxBeat), limit/IdleBeats, minBeat)}
}

// Beat returns the time until the next call of Check.
func (m *Meter) Beat() time.Duration { return m.beat }

// Check judges the run at a beat. used is the clock's time now.
func (m *Meter) Check(used time.Duration) State {
	if !m.begun {
		m.begun, m.start, m.last = true, used, used
		return Running
	}
	if used-m.start >= m.limit {
		return Exceeded
	}
	if used-m.last < m.beat/idleShare {
		m.idle++
	} else {
		m.idle = 0
	}
	m.last = used
	if m.idle >= IdleBeats {
		return Blocked
	}
	return Running
}

// Idle returns the length of the consecutive idle beats up to now, not counting
// delays of beats.
func (m *Meter) Idle() time.Duration { return time.Duration(m.idle) * m.beat }

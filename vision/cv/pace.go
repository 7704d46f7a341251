package cv

import (
	"math"
	"time"
)

// pace is the schedule of a file's frames: absolute times at the file's frame rate, shifted
// by pauses.
type pace struct {
	began  time.Time
	every  time.Duration
	paused time.Time // start of the pause; zero while playing
}

// pausePoll is the interval at which a paused file checks for the end of the pause.
const pausePoll = 50 * time.Millisecond

func (p *pace) start(now time.Time, fps float64) {
	p.began = now
	if fps > 0 {
		p.every = time.Duration(math.Round(float64(time.Second) / fps))
	}
	if !p.paused.IsZero() {
		p.paused = now
	}
}

func (p *pace) pause(on bool, now time.Time) {
	switch {
	case on && p.paused.IsZero():
		p.paused = now
	case !on && !p.paused.IsZero():
		p.began = p.began.Add(now.Sub(p.paused))
		p.paused = time.Time{}
	}
}

// left returns the time until a frame is due, or pausePoll while paused.
func (p *pace) left(n int, now time.Time) time.Duration {
	if !p.paused.IsZero() {
		return pausePoll
	}
	return p.began.Add(time.Duration(n) * p.every).Sub(now)
}

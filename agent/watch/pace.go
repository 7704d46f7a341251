package watch

import (
	"fmt"
	"time"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// paceTicks is the stretch of play over which the speed is measured: two seconds.
const paceTicks = 2 * sim.TickRate

// slowBelow is the number of ticks per second below which a machine is too slow for a
// match to count.
const slowBelow = 58

// openingTicks are not measured: while the window opens, ticks are late.
const openingTicks = sim.TickRate

// pace measures how many ticks per second the machine plays. The zero value is ready to
// use.
type pace struct {
	at    [paceTicks + 1]time.Time // ring buffer of the newest ticks
	n     int                      // ticks since the last reset
	total int
	wall  bool // the newest tick
}

// tick adds a tick of play. A pause or another speed starts the measurement again.
func (p *pace) tick(now time.Time, t scene.Tick) {
	p.total++
	if t.Resumed || t.Wall != p.wall || p.total <= openingTicks {
		p.n = 0
	}
	p.wall = t.Wall
	p.at[p.n%len(p.at)] = now
	p.n++
}

// perSecond returns the ticks per second over the last two seconds of play, or 0 before
// two seconds have been measured.
func (p *pace) perSecond() float64 {
	if p.n < len(p.at) {
		return 0
	}
	newest, oldest := p.at[(p.n-1)%len(p.at)], p.at[p.n%len(p.at)]
	return paceTicks / max(newest.Sub(oldest), time.Microsecond).Seconds()
}

// slow reports whether play at normal speed is too slow.
func (p *pace) slow() bool {
	rate := p.perSecond()
	return p.wall && rate > 0 && rate < slowBelow
}

// text is the speed for the panels, or "" while it is not measured or the game waits for
// decisions.
func (p *pace) text() string {
	switch rate := p.perSecond(); {
	case rate == 0, !p.wall:
		return ""
	case p.slow():
		return fmt.Sprintf("slow: %.0f of %d ticks a second", rate, sim.TickRate)
	default:
		return fmt.Sprintf("%.0f ticks a second", rate)
	}
}

package main

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/vision"
)

// tale is what is told of one model's decisions in a match.
type tale struct {
	moment live.Snapshot // the newest
	cells  []told        // the newest panel.StripCells
	last   string        // the last decision that sent something
	missed int           // of the decisions in the strip
}

type told struct {
	tick int32
	cell panel.Cell
	name string // of the class that was sent, or ""
}

func (t *tale) start() {
	t.cells, t.last, t.missed = t.cells[:0], "", 0
}

// take notes t.moment.
func (t *tale) take() {
	m := &t.moment
	c := told{tick: m.Tick, cell: panel.Cell{Kind: kindOf(m)}}
	if c.cell.Kind == panel.Sent {
		c.name = m.Decision.Name()
		t.last = m.Decision.String()
	}
	if len(t.cells) == panel.StripCells {
		copy(t.cells, t.cells[1:])
		t.cells = t.cells[:panel.StripCells-1]
	}
	t.cells = append(t.cells, c)
	t.missed = 0
	for _, c := range t.cells {
		if c.cell.Kind == panel.Missed {
			t.missed++
		}
	}
}

func kindOf(m *live.Snapshot) panel.CellKind {
	switch {
	case m.Missed:
		return panel.Missed
	case m.Decision.Held == policy.Fault:
		return panel.Faulty
	case m.Decision.Sent():
		return panel.Sent
	case m.Decision.Chosen():
		return panel.HeldBack
	}
	return panel.Idle
}

// bars fills in the bars of the newest decision, with a second model's
// probabilities where there is one.
func (t *tale) bars(dst []panel.Bar, second *tale) []panel.Bar {
	m := &t.moment
	dst = dst[:0]
	if len(m.Classes) == 0 || len(m.Probs) != len(m.Classes) {
		return dst
	}
	none := math.NaN()
	act := panel.Bar{Name: "act", Raw: m.Decision.PAct, Made: m.View.Act, Limit: m.View.ActLimit, Shadow: none}
	if second != nil {
		act.Shadow = second.moment.Decision.PAct
	}
	dst = append(dst, act)
	for i, name := range m.Classes {
		b := panel.Bar{Name: name, Raw: m.Probs[i], Made: none, Limit: none, Shadow: none}
		if i < len(m.View.Made) {
			b.Made, b.Limit = m.View.Made[i], m.View.Limits[i]
		}
		if name == policy.NoAction && b.Made == 0 {
			b.Made = none
		}
		if !m.Missed && m.Decision.Chosen() && i == m.Decision.Wanted {
			b.Chosen, b.Held = true, !m.Decision.Sent()
		}
		if second != nil {
			b.Shadow = second.prob(name)
		}
		dst = append(dst, b)
	}
	return dst
}

// prob is the newest probability of a class by name, NaN where there is none.
func (t *tale) prob(name string) float64 {
	for i, n := range t.moment.Classes {
		if n == name && i < len(t.moment.Probs) {
			return t.moment.Probs[i]
		}
	}
	return math.NaN()
}

// strip fills in the last ten seconds, with a second model's below.
func (t *tale) strip(dst []panel.Cell, second *tale) []panel.Cell {
	dst = dst[:0]
	j := 0
	for _, c := range t.cells {
		cell := c.cell
		if second != nil {
			for j < len(second.cells) && second.cells[j].tick < c.tick-2 {
				j++
			}
			if j < len(second.cells) && second.cells[j].tick <= c.tick+2 {
				cell.Shadow = second.cells[j].cell.Kind
				cell.Differs = second.cells[j].name != c.name
			}
		}
		dst = append(dst, cell)
	}
	return dst
}

// seen fills in what the model was given.
func seen(dst *panel.Seen, p vision.Picture) {
	dst.Width, dst.Height = p.Width, p.Height
	n := 4 * p.Width * p.Height
	if cap(dst.Pix) < n {
		dst.Pix = make([]byte, n)
	}
	dst.Pix = dst.Pix[:n]
	for i := range p.Width * p.Height {
		s := p.Pix[i*p.Channels:]
		r, g, b := s[0], s[0], s[0]
		if p.Channels == 3 {
			g, b = s[1], s[2]
		}
		dst.Pix[4*i], dst.Pix[4*i+1], dst.Pix[4*i+2], dst.Pix[4*i+3] = r, g, b, 255
	}
}

// idleFor says for how long a side has not acted.
func idleFor(now, last int32) float64 {
	if last < 0 {
		last = 0
	}
	return float64(now-last) / sim.TickRate
}

// pressed turns presses by decision period into cells.
func pressed(dst []panel.Cell, recent []sim.Skill) []panel.Cell {
	dst = dst[:0]
	for _, k := range recent[max(len(recent)-panel.StripCells, 0):] {
		c := panel.Cell{}
		if k != sim.None {
			c.Kind = panel.Sent
		}
		dst = append(dst, c)
	}
	return dst
}

// latency tells an account's frame to action, and whether it is not fine: a
// decision of the last ten seconds was missed, or one in a hundred took longer
// than a tick.
func latency(name string, a *live.Stats, missed int) (string, bool) {
	total := &a.Total
	late := missed > 0 || total.Count() >= 100 && total.Quantile(0.99) > live.Tick
	return fmt.Sprintf("%s frame→action p50 %.1f p99 %.1f ms, %d of %d missed",
		name, ms(total, 0.5), ms(total, 0.99), a.Missed, a.Decisions+a.Missed), late
}

func ms(l *agent.Latency, q float64) float64 { return float64(l.Quantile(q).Microseconds()) / 1000 }

// thought makes bars of a decision that was made beside the game.
func thought(t *live.Redecision, classes []string) []panel.Bar {
	none := math.NaN()
	var bars []panel.Bar
	for i, name := range classes {
		if i < len(t.Probs) {
			chosen := t.Decision.Chosen() && i == t.Decision.Wanted
			bars = append(bars, panel.Bar{Name: name, Raw: t.Probs[i], Made: none, Limit: none, Shadow: none, Chosen: chosen, Held: chosen && !t.Decision.Sent()})
		}
	}
	return bars
}

package watch

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/vision"
)

// fillSeen fills in the network's input.
func fillSeen(dst *panel.Seen, p vision.Picture) {
	dst.Width, dst.Height, dst.Heat = p.Width, p.Height, dst.Heat[:0]
	if dst.Caption = ""; p.Width > 0 {
		colour := "grey"
		if p.Channels == 3 {
			colour = "colour"
		}
		dst.Caption = fmt.Sprintf("what it sees, %d×%d %s", p.Width, p.Height, colour)
	}
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

// pressCells converts presses by decision period to cells.
func pressCells(dst []panel.Cell, recent []sim.Skill) []panel.Cell {
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

// latencyText formats the latency from frame to press, and reports whether it is too
// long: a decision of the last ten seconds was missed, or one in a hundred took longer
// than a tick.
func latencyText(name string, s *live.Stats, missed int) (text string, late bool) {
	total := &s.Total
	late = missed > 0 || total.Count() >= 100 && total.Quantile(0.99) > live.Tick
	return fmt.Sprintf("%s frame→action p50 %.1f p99 %.1f ms, %d of %d missed",
		name, milliseconds(total, 0.5), milliseconds(total, 0.99), s.Missed, s.Decisions+s.Missed), late
}

func milliseconds(l *agent.Latency, q float64) float64 {
	return float64(l.Quantile(q).Microseconds()) / 1000
}

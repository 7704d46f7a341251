package panel

import (
	"image"
	"image/color"
)

// strip draws the last ten seconds, newest at the right. The lower third belongs
// to a second model, if there is one.
func (p *Painter) strip(dst *image.RGBA, r image.Rectangle, s *Side, team int) {
	p.note("", r)
	fill(dst, r, track)
	low := r.Max.Y
	if s.Shadow != "" {
		low -= r.Dy() / 3
	}
	n := len(s.Strip)
	for i, c := range s.Strip {
		x0 := r.Max.X - (n-i)*r.Dx()/StripCells
		x1 := max(r.Max.X-(n-i-1)*r.Dx()/StripCells, x0+2)
		if ink, ok := p.cellInk(c.Kind, team); ok {
			fill(dst, image.Rect(x0, r.Min.Y, x1, low), ink)
		}
		if s.Shadow != "" && c.Shadow == Sent {
			fill(dst, image.Rect(x0, low, x1, r.Max.Y), violet)
		}
		if c.Differs {
			fill(dst, image.Rect(x0, low-1, x1, low+1), text)
		}
	}
}

func (p *Painter) cellInk(k CellKind, team int) (color.RGBA, bool) {
	switch k {
	case Sent:
		return p.team(team), true
	case HeldBack:
		return p.pale(team), true
	case Missed:
		return warn, true
	case Faulty:
		return bad, true
	}
	return color.RGBA{}, false
}

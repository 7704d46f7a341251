package panel

import (
	"image"
	"image/color"
)

// strip draws the last ten seconds, newest at the right. The lower third belongs
// to a second model, if there is one.
func (p *Painter) strip(dst *image.RGBA, r image.Rectangle, s *Side, team int) {
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

// timeline draws the position in a replay and its marks: the left side's above the middle,
// the right side's below; hits over the full half, presses over a part of it, missed
// openings hollow, and differences across.
func (p *Painter) timeline(dst *image.RGBA, r image.Rectangle, t *Timeline) {
	fill(dst, r, track)
	at := func(tick int32) int { return r.Min.X + int(int64(tick)*int64(r.Dx()-1)/int64(max(t.Len, 1))) }
	fill(dst, image.Rect(r.Min.X, r.Min.Y, at(t.At), r.Max.Y), faint)
	middle := (r.Min.Y + r.Max.Y) / 2
	for _, m := range t.Marks {
		x := at(m.Tick)
		half := image.Rect(x, r.Min.Y, x+2, middle)
		if m.Side == 1 {
			half = image.Rect(x, middle, x+2, r.Max.Y)
		}
		switch m.Kind {
		case Difference:
			fill(dst, image.Rect(x, r.Min.Y, x+1, r.Max.Y), violet)
		case Press:
			fill(dst, half.Intersect(image.Rect(x, middle-r.Dy()/4, x+2, middle+r.Dy()/4+1)), p.team(m.Side))
		case Hit:
			fill(dst, half, p.team(m.Side))
		case MissedOpening:
			fill(dst, image.Rect(x, half.Min.Y, x+2, half.Max.Y), p.pale(m.Side))
		}
	}
	fill(dst, image.Rect(at(t.At)-1, r.Min.Y-2, at(t.At)+2, r.Max.Y+2), text)
}

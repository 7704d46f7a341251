package panel

import (
	"fmt"
	"image"
	"math"
)

// timeline draws the odds as an area, the left side's from below, and under it the marks of
// the match with the position.
func (p *Painter) timeline(dst *image.RGBA, f *frame, t *Timeline) {
	r := f.timeline
	p.note("", r)
	fill(dst, r, track)
	at := func(tick int32) int { return r.Min.X + int(int64(tick)*int64(r.Dx()-1)/int64(max(t.Len, 1))) }
	marks := r
	if odds, ok := t.now(); ok && r.Dy() > f.line {
		marks.Min.Y += r.Dy() * 6 / 10
		p.odds(dst, image.Rect(r.Min.X, r.Min.Y, at(oddsEnd(t)), marks.Min.Y-1), t)
		if words := f.odds.Dx(); words > 0 {
			plain := p.face(mono, f.letters)
			left := int(math.Round(100 * odds))
			x := plain.write(dst, "to win ", f.odds.Min.X, f.odds.Min.Y-2, soft)
			x = plain.write(dst, fmt.Sprint(left), x, f.odds.Min.Y-2, p.team(0))
			x = plain.write(dst, ":", x, f.odds.Min.Y-2, soft)
			x = plain.write(dst, fmt.Sprint(100-left), x, f.odds.Min.Y-2, p.team(1))
			plain.write(dst, " %", x, f.odds.Min.Y-2, soft)
			plain.write(dst, "presses, hits", f.odds.Min.X, f.odds.Min.Y-2+f.line, soft)
		}
	}
	fill(dst, image.Rect(r.Min.X, marks.Min.Y, at(t.At), r.Max.Y), faint)
	for _, m := range t.Marks {
		p.mark(dst, at(m.Tick), marks, m)
	}
	fill(dst, image.Rect(at(t.At)-1, r.Min.Y-2, at(t.At)+2, r.Max.Y+2), text)
}

// oddsEnd returns the last tick for which the odds are known.
func oddsEnd(t *Timeline) int32 {
	if t.Live {
		return t.At
	}
	return t.Len
}

// odds draws the odds over the width of r.
func (p *Painter) odds(dst *image.RGBA, r image.Rectangle, t *Timeline) {
	fill(dst, r, p.pale(1))
	n := oddsEnd(t)
	for x := r.Min.X; x < r.Max.X; x++ {
		tick := int32(int64(n) * int64(x-r.Min.X) / int64(max(r.Dx(), 1)))
		odds := t.Odds[min(int(tick/t.OddsEvery), len(t.Odds)-1)]
		fill(dst, image.Rect(x, r.Max.Y-int(math.Round(odds*float64(r.Dy()))), x+1, r.Max.Y), p.pale(0))
	}
	middle := (r.Min.Y + r.Max.Y) / 2
	fill(dst, image.Rect(r.Min.X, middle, r.Max.X, middle+1), soft)
}

// mark draws a mark: the left side's above the middle, the right side's below; hits over
// the full half, presses over the part at the middle, missed openings pale, and differences
// across.
func (p *Painter) mark(dst *image.RGBA, x int, r image.Rectangle, m Mark) {
	middle := (r.Min.Y + r.Max.Y) / 2
	half, near := image.Rect(x, r.Min.Y, x+2, middle), image.Rect(x, middle-r.Dy()/4, x+2, middle)
	if m.Side == 1 {
		half, near = image.Rect(x, middle, x+2, r.Max.Y), image.Rect(x, middle, x+2, middle+r.Dy()/4+1)
	}
	switch m.Kind {
	case Difference:
		fill(dst, image.Rect(x, r.Min.Y, x+1, r.Max.Y), violet)
	case Press:
		fill(dst, near, p.team(m.Side))
	case Hit:
		fill(dst, half, p.team(m.Side))
	case MissedOpening:
		fill(dst, half, p.pale(m.Side))
	}
}

package panel

import (
	"fmt"
	"image"
	"math"
)

// bars draws a row for each class.
func (p *Painter) bars(dst *image.RGBA, r image.Rectangle, s *Side, team int) {
	row := min(r.Dy()/len(s.Bars), 24)
	if row < 4 {
		return
	}
	plain := p.face(mono, min(max(row-2, 8), letters(dst.Rect.Size())))
	names, numbers := plain.width("guard_break "), plain.width(" .0000")
	if r.Dx() < 260 {
		numbers = plain.width(" .00")
	}
	area := image.Rect(r.Min.X+names, 0, r.Max.X-numbers, 0)
	for i, b := range s.Bars {
		y := r.Min.Y + i*row
		ink := dim
		switch {
		case b.Chosen && b.Held:
			ink = warn
		case b.Chosen:
			ink = text
		}
		plain.write(dst, plain.fit(b.Name, names-4), r.Min.X, y-1, ink)
		at := func(v float64) int {
			if !(v > 0) { // NaN included
				return area.Min.X
			}
			return area.Min.X + int(math.Sqrt(min(v, 1))*float64(area.Dx()))
		}
		top, half, low := y+1, y+row/2, y+row-1
		fill(dst, image.Rect(area.Min.X, top, area.Max.X, low), track)
		if math.IsNaN(b.Made) {
			fill(dst, image.Rect(area.Min.X, top, at(b.Raw), low), pales[team])
		} else {
			fill(dst, image.Rect(area.Min.X, top, at(b.Raw), half), pales[team])
			made := faint
			if b.Chosen {
				made = teams[team]
			}
			fill(dst, image.Rect(area.Min.X, half, at(b.Made), low), made)
		}
		if !math.IsNaN(b.Limit) {
			x := min(at(b.Limit), area.Max.X-1)
			fill(dst, image.Rect(x, top, x+1, low), text)
		}
		if !math.IsNaN(b.Shadow) {
			x := at(b.Shadow)
			fill(dst, image.Rect(x-1, top, x+1, half), violet)
		}
		plain.write(dst, number(b.Raw, r.Dx() < 260), area.Max.X+4, y-1, ink)
	}
}

// number formats a probability without its leading zero.
func number(v float64, short bool) string {
	if math.IsNaN(v) {
		return "–"
	}
	digits := 3
	if short {
		digits = 2
	}
	s := fmt.Sprintf("%.*f", digits, v)
	if s[0] == '0' {
		return s[1:]
	}
	return s[:len(s)-1]
}

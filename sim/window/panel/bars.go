package panel

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
)

// bars draws the caption, a row for each class, and the key to the colours. If the rows do
// not fit, those with the largest numbers are drawn.
func (p *Painter) bars(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	r.Min.Y = p.caption(dst, r, f, s, team)
	probabilities := !slices.ContainsFunc(s.Bars, func(b Bar) bool { return b.Linear })
	keyed := probabilities && r.Dy() > 4*f.line
	if keyed {
		r.Max.Y -= f.line
	}
	least := f.letters + 1
	rows := largest(s.Bars, r.Dy()/least)
	if len(rows) == 0 {
		return
	}
	row := min(r.Dy()/len(rows), f.line*3/2)
	for i, b := range rows {
		p.bar(dst, image.Rect(r.Min.X, r.Min.Y+i*row, r.Max.X, r.Min.Y+(i+1)*row), f, b, team)
	}
	if keyed {
		y := r.Min.Y + len(rows)*row
		p.key(dst, image.Rect(r.Min.X, y, r.Max.X, y+f.line), f, s, team)
	}
}

// caption writes what the model does now, as far as it fits, and returns where the rest of r
// begins.
func (p *Painter) caption(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) int {
	plain, ink := p.face(mono, f.letters), soft
	if s.Frozen {
		ink = p.team(team)
	}
	y := r.Min.Y
	for rest := s.Caption; rest != "" && y+f.line <= r.Max.Y; y += f.line {
		var now string
		now, rest = plain.wrap(rest, r.Dx())
		plain.write(dst, now, r.Min.X, y, ink)
	}
	return y
}

// largest returns the n bars with the largest numbers, in their order, without the null
// class. The first, which says whether to act at all, is always among them.
func largest(bars []Bar, n int) []*Bar {
	var all []*Bar
	for i := range bars {
		if !bars[i].Null {
			all = append(all, &bars[i])
		}
	}
	for len(all) > max(n, 0) {
		least, at := math.Inf(1), len(all)-1
		for i, b := range all {
			if v := b.number(); i > 0 && !b.Chosen && v <= least {
				least, at = v, i
			}
		}
		all = slices.Delete(all, at, at+1)
	}
	return all
}

// number is the value by which the decoder compares the bar's class.
func (b *Bar) number() float64 {
	if !math.IsNaN(b.Made) {
		return b.Made
	}
	if math.IsNaN(b.Raw) {
		return 0
	}
	return b.Raw
}

// The widths of the longest name of a skill, and of the longest number, in letters.
const (
	namesColumns   = len("guard_break")
	numbersColumns = len("10.0 s")
	barsColumns    = namesColumns + numbersColumns + 8 // with the icons and the bars themselves
)

// bar draws one row: the icon, the name or key, the bar, and the number.
func (p *Painter) bar(dst *image.RGBA, r image.Rectangle, f *frame, b *Bar, team int) {
	plain := p.face(mono, f.letters)
	ink := soft
	switch {
	case b.Chosen && b.Held:
		ink = warn
	case b.Chosen:
		ink = text
	}
	y := r.Min.Y + (r.Dy()-f.line)/2
	x := r.Min.X
	size := max((r.Dy()-2)/8, 1)
	drawIcon(dst, b.Icon, image.Pt(x, r.Min.Y+(r.Dy()-8*size)/2), size, ink)
	x += 8*size + f.letters/3
	name := b.Name
	if b.Key != "" {
		name = b.Key + " " + name
	}
	names := wide(f.letters, namesColumns) + f.letters/2
	if b.Key != "" {
		names += wide(f.letters, len("Num8 "))
	}
	numbers := wide(f.letters, numbersColumns) + f.letters/2
	names = min(names, max(r.Max.X-x-numbers-2*f.letters, 0))
	plain.write(dst, plain.fit(name, names), x, y, ink)
	area := image.Rect(x+names, r.Min.Y+1, r.Max.X-numbers, r.Max.Y-1)
	at := func(v float64) int {
		if !(v > 0) { // NaN included
			return area.Min.X
		}
		if v = min(v, 1); !b.Linear {
			v = math.Sqrt(v)
		}
		return area.Min.X + int(v*float64(area.Dx()))
	}
	half := area.Min.Y + area.Dy()/3
	p.note("", area)
	fill(dst, area, track)
	if math.IsNaN(b.Made) {
		shade := p.pale(team)
		if b.Chosen && !b.Held {
			shade = p.team(team)
		}
		fill(dst, image.Rect(area.Min.X, area.Min.Y, at(b.Raw), area.Max.Y), shade)
	} else {
		fill(dst, image.Rect(area.Min.X, area.Min.Y, at(b.Raw), half), p.pale(team))
		made := grey
		if b.Chosen {
			made = p.team(team)
		}
		fill(dst, image.Rect(area.Min.X, half, at(b.Made), area.Max.Y), made)
	}
	if !math.IsNaN(b.Limit) {
		x := min(at(b.Limit), area.Max.X-2)
		fill(dst, image.Rect(x, area.Min.Y-1, x+2, area.Max.Y+1), text)
	}
	if !math.IsNaN(b.Shadow) {
		x := at(b.Shadow)
		fill(dst, image.Rect(x-1, area.Min.Y, x+1, half), violet)
	}
	value := b.Value
	if value == "" {
		value = percent(b)
	}
	value = plain.fit(value, numbers-4)
	plain.write(dst, value, r.Max.X-plain.width(value), y, ink)
}

// percent formats the number that the decoder compares.
func percent(b *Bar) string {
	v := 100 * b.number()
	switch {
	case math.IsNaN(b.Raw) && math.IsNaN(b.Made):
		return "–"
	case v > 0 && v < 1:
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", v)
}

// key explains the colours of the bars.
func (p *Painter) key(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	plain := p.face(mono, f.letters)
	x := r.Min.X
	entry := func(ink color.RGBA, width int, words string) {
		if x+width+4+plain.width(words) > r.Max.X {
			return
		}
		fill(dst, image.Rect(x, r.Min.Y+3, x+width, r.Min.Y+f.line-3), ink)
		x = plain.write(dst, words, x+width+4, r.Min.Y, soft) + f.letters/2
	}
	made, limit, shadow := false, false, false
	for _, b := range s.Bars {
		made, limit, shadow = made || !math.IsNaN(b.Made), limit || !math.IsNaN(b.Limit), shadow || !math.IsNaN(b.Shadow)
	}
	if limit {
		entry(text, 2, "needed")
	}
	entry(p.pale(team), f.letters/2, "network")
	if made {
		entry(grey, f.letters/2, "decoder")
	}
	if shadow {
		entry(violet, 2, "shadow")
	}
}

func drawIcon(dst *image.RGBA, icon Icon, at image.Point, size int, ink color.RGBA) {
	for y, row := range icon {
		for x := range 8 {
			if row&(0x80>>x) != 0 {
				fill(dst, image.Rect(at.X+x*size, at.Y+y*size, at.X+(x+1)*size, at.Y+(y+1)*size), ink)
			}
		}
	}
}

package panel

import (
	"image"
	"image/color"
)

// Draw paints all of dst, whose corner must be (0, 0). Letters are at least 12 pixels tall
// at a text size of 1. Panels that are too small for everything show the newest press and
// the score, or the score alone.
func (p *Painter) Draw(dst *image.RGBA, v *View) {
	fill(dst, dst.Rect, back)
	f := p.frame(dst.Rect.Size(), v)
	if f.level == nothing {
		return
	}
	if v.Timeline != nil && !f.timeline.Empty() {
		p.timeline(dst, &f, v.Timeline)
	}
	for i := range v.Sides {
		switch f.level {
		case full:
			p.side(dst, f.sides[i], &f, &v.Sides[i], i)
		case brief:
			p.brief(dst, f.sides[i], &f, &v.Sides[i], i)
		}
	}
	p.foot(dst, &f, v)
}

// foot draws the lines at the bottom: the score, the latency of each model, and last a
// notice or the status, with the pace of play.
func (p *Painter) foot(dst *image.RGBA, f *frame, v *View) {
	strong, plain := p.face(bold, f.letters), p.face(mono, f.letters)
	r := f.foot
	words, ink := v.Status, soft
	if n := len(v.Notices); n > 0 {
		if words, ink = v.Notices[n-1].Text, text; v.Notices[n-1].Bad {
			ink = bad
		}
	}
	if r.Dy() < 2*f.line {
		if len(v.Notices) == 0 {
			words, ink = v.Score, text
		}
		if v.Slow {
			words, ink = v.Pace, warn
		}
		words = strong.fit(words, r.Dx())
		strong.write(dst, words, r.Min.X+(r.Dx()-strong.width(words))/2, r.Min.Y, ink)
		return
	}
	score := strong.fit(v.Score, r.Dx())
	strong.write(dst, score, r.Min.X+(r.Dx()-strong.width(score))/2, r.Min.Y, text)
	y := r.Min.Y + f.line
	for _, l := range v.Latency[:min(len(v.Latency), r.Dy()/f.line-2)] {
		shade := soft
		if v.Late {
			shade = warn
		}
		plain.write(dst, plain.fit(l, r.Dx()), r.Min.X, y, shade)
		y += f.line
	}
	paceInk := soft
	if v.Slow {
		paceInk = warn
	}
	left := r.Min.X
	if v.Pace != "" {
		left = plain.write(dst, plain.fit(v.Pace, r.Dx()), r.Min.X, y, paceInk) + f.letters
	}
	words = plain.fit(words, r.Max.X-left)
	plain.write(dst, words, r.Max.X-plain.width(words), y, ink)
}

// header draws a side's name, its kind and as much of its details as fits, and returns the
// row below.
func (p *Painter) header(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) int {
	head, plain := p.face(bold, f.letters+f.letters/4), p.face(mono, f.letters)
	x := head.write(dst, head.fit(s.Name, r.Dx()*2/3), r.Min.X, r.Min.Y, p.team(team)) + f.letters/2
	y := r.Min.Y + f.letters/4
	plain.write(dst, plain.fit(s.Kind, r.Max.X-x), x, y, soft)
	return y + f.line
}

// brief draws a side in few lines: its name, and the newest press.
func (p *Painter) brief(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	strong, plain := p.face(bold, f.letters), p.face(mono, f.letters)
	x := strong.write(dst, strong.fit(s.Name, r.Dx()), r.Min.X, r.Min.Y, p.team(team)) + f.letters/2
	y, title := r.Min.Y+f.line, s.Card.Title
	if strong.width(title) <= r.Max.X-x {
		strong.write(dst, title, x, r.Min.Y, p.fresh(s))
		title = ""
	}
	for _, l := range []struct {
		words string
		ink   color.RGBA
	}{{s.Warning, warn}, {title, p.fresh(s)}, {s.Card.Result, p.tone(s.Card.Tone)}, {s.Card.Why, text}} {
		if l.words == "" {
			continue
		}
		for rest := l.words; rest != "" && y+f.line <= r.Max.Y+f.letters/4; y += f.line {
			var now string
			now, rest = plain.wrap(rest, r.Dx())
			plain.write(dst, now, r.Min.X, y, l.ink)
		}
	}
}

func (p *Painter) fresh(s *Side) color.RGBA {
	if s.Card.Fresh {
		return text
	}
	return soft
}

func (p *Painter) tone(t Tone) color.RGBA {
	switch t {
	case Good:
		return good
	case Poor:
		return bad
	}
	return soft
}

// side draws one side in full: its name, the newest press in words, the bars, the network's
// input, and below them the strip. The words are beside the bars, below the input, or, where
// that is too narrow for them, above both.
func (p *Painter) side(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	y := p.header(dst, r, f, s, team)
	strip := max(f.letters*3/4, 8)
	if s.Shadow != "" {
		strip += strip / 2
	}
	if len(s.Strip) > 0 {
		plain := p.face(mono, f.letters)
		at := image.Rect(r.Min.X, r.Max.Y-strip, r.Max.X, r.Max.Y)
		label := "last 10 s"
		plain.write(dst, label, at.Min.X, at.Max.Y-f.line+2, soft)
		at.Min.X += plain.width(label) + f.letters/2
		p.strip(dst, at, s, team)
	}
	r.Max.Y -= max(strip, f.line) + 2
	r.Min.Y = y
	left, right := r, r
	if len(s.Bars) > 0 {
		right.Min.X += r.Dx() * 27 / 50
		left.Max.X = right.Min.X - f.letters/2
	}
	usual := Side{Warning: s.Warning, Shadow: s.Shadow, Lines: s.Lines}
	usual.Card = Card{Title: usualTitle, Result: usualResult, Why: usualWhy}
	words := max(p.height(f, &usual, right.Dx()), p.height(f, s, right.Dx()))
	if len(s.Bars) > 0 && (words+min(s.Seen.Height, mostKept) > r.Dy() || left.Dx() < wide(f.letters, barsColumns)) {
		p.above(dst, r, f, s, team)
		return
	}
	if len(s.Bars) > 0 {
		p.bars(dst, left, f, s, team)
	} else {
		right.Min.Y = p.caption(dst, right, f, s, team)
	}
	right.Min.Y = p.seen(dst, right, f, s, words, team)
	p.sentences(dst, right, f, s, team, true)
}

// above draws the words above the bars and the network's input. How often a shadow agrees
// makes way for these.
func (p *Painter) above(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	words := *s
	if r.Dy()-p.height(f, s, r.Dx()) < 4*f.line {
		words.Shadow = ""
	}
	below := r
	below.Min.Y += p.height(f, &words, r.Dx())
	p.sentences(dst, image.Rect(r.Min.X, r.Min.Y, r.Max.X, min(below.Min.Y, r.Max.Y)), f, &words, team, false)
	if below.Dy() < 2*f.line {
		return
	}
	if w := s.Seen.Width; w > 0 && below.Dx()-w > wide(f.letters, barsColumns) && below.Dy() >= s.Seen.Height {
		at := image.Rect(below.Max.X-w, below.Min.Y, below.Max.X, below.Max.Y)
		p.input(dst, at, &s.Seen, 1, 1, s.Frozen, team)
		below.Max.X = at.Min.X - f.letters/2
	}
	p.bars(dst, below, f, s, team)
}

// sentence is a text that is continued on further lines.
type sentence struct {
	face  *face
	words string
	ink   color.RGBA
	extra bool // left out where it does not fit whole
}

// told returns what is told about a side in words, the most important first.
func (p *Painter) told(f *frame, s *Side, team int) []sentence {
	plain, strong := p.face(mono, f.letters), p.face(bold, f.letters)
	title := soft
	if s.Card.Fresh {
		title = p.team(team)
	}
	all := []sentence{
		{strong, s.Warning, warn, false}, {strong, s.Card.Title, title, false}, {strong, s.Card.Result, p.tone(s.Card.Tone), false},
		{plain, s.Card.Why, text, false}, {plain, s.Shadow, violet, false},
	}
	for _, l := range s.Lines {
		all = append(all, sentence{plain, l, text, false})
	}
	return append(all, sentence{plain, s.Rate, soft, true}, sentence{plain, s.Card.Rule, soft, true}, sentence{plain, s.Detail, soft, true})
}

// Long sentences about presses. Room is kept for these, so that what is around them stays in
// its place from one press to the next; only a few are longer.
const (
	usualTitle  = "pressed guard_break 9 s ago"
	usualResult = "blocked: 16 of 140 damage"
	usualWhy    = "opponent recovering from guard_break, in reach: act at all 5.5 %, needed 3.6 % (1.5 ×)"
)

// height returns the height of the words about a side that must be shown.
func (p *Painter) height(f *frame, s *Side, width int) (h int) {
	for _, t := range p.told(f, s, 0) {
		if !t.extra {
			h += t.face.height(t.words, width, f.line)
		}
	}
	return h
}

// sentences writes what is told about a side, each continued on further lines, as far as
// they fit, with the extras or without.
func (p *Painter) sentences(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int, extras bool) {
	y := r.Min.Y
	for _, t := range p.told(f, s, team) {
		if t.extra && (!extras || y+t.face.height(t.words, r.Dx(), f.line) > r.Max.Y+f.letters/4) {
			continue
		}
		for rest := t.words; rest != "" && y+f.line <= r.Max.Y+f.letters/4; y += f.line {
			now := rest
			if now, rest = t.face.wrap(now, r.Dx()); rest != "" && y+2*f.line > r.Max.Y+f.letters/4 {
				now = now + "…" // the last line that fits
			}
			t.face.write(dst, t.face.fit(now, r.Dx()), r.Min.X, y, t.ink)
		}
	}
}

// Heights of the network's input, in pixels: the least at which it is drawn, and the most for
// which the words make room beside the bars.
const (
	leastSeen = 16
	mostKept  = 48
)

// seen draws the network's input, with its caption beside it or below, and returns where
// the text below them begins, which has so many pixels left. The input is enlarged or
// shrunk by a whole number to the room.
func (p *Painter) seen(dst *image.RGBA, r image.Rectangle, f *frame, side *Side, words, team int) int {
	s := &side.Seen
	room := r.Dy() - words
	if s.Width == 0 || s.Height == 0 || room < leastSeen {
		return r.Min.Y
	}
	plain := p.face(mono, f.letters)
	scale, shrink := max(min(r.Dx()/s.Width, room/s.Height), 1), 1
	fits := func(scale int) bool { // the caption beside it
		return plain.height(s.Caption, r.Dx()-s.Width*scale-f.letters/2, f.line) <= s.Height*scale && r.Dx()-s.Width*scale >= wide(f.letters, 10)
	}
	for n := scale; n > scale/2; n-- {
		if fits(n) {
			scale = n
			break
		}
	}
	for s.Width*scale/shrink > r.Dx() || s.Height*scale/shrink > room {
		shrink++
	}
	w, h := s.Width*scale/shrink, s.Height*scale/shrink
	p.input(dst, r, s, scale, shrink, side.Frozen, team)
	switch {
	case s.Caption == "":
	case shrink == 1 && fits(scale):
		y, at := r.Min.Y, r.Min.X+w+f.letters/2
		for rest := s.Caption; rest != ""; y += f.line {
			var now string
			now, rest = plain.wrap(rest, r.Max.X-at)
			plain.write(dst, now, at, y, soft)
		}
	case plain.width(s.Caption) <= r.Dx() && h+f.line <= room:
		plain.write(dst, s.Caption, r.Min.X, r.Min.Y+h, soft)
		h += f.line
	}
	return r.Min.Y + h + 2
}

// input draws the network's input at the corner of r, each pixel scale/shrink pixels wide.
func (p *Painter) input(dst *image.RGBA, r image.Rectangle, s *Seen, scale, shrink int, frozen bool, team int) {
	w, h := s.Width*scale/shrink, s.Height*scale/shrink
	p.note("", image.Rect(r.Min.X, r.Min.Y, r.Min.X+w, r.Min.Y+h))
	for y := range h {
		for x := range w {
			sx, sy := x*shrink/scale, y*shrink/scale
			pixel := dst.Pix[dst.PixOffset(r.Min.X+x, r.Min.Y+y):][:4]
			copy(pixel, s.Pix[4*(sy*s.Width+sx):][:4])
			if len(s.Heat) == s.Width*s.Height {
				tint(pixel, warn, s.Heat[sy*s.Width+sx])
			}
		}
	}
	if frozen {
		border(dst, image.Rect(r.Min.X, r.Min.Y, r.Min.X+w, r.Min.Y+h), p.team(team))
	}
}

// tint moves a pixel towards a colour, by up to two thirds.
func tint(pixel []byte, to color.RGBA, heat byte) {
	share := int(heat) * 2 / 3
	for i, c := range [3]byte{to.R, to.G, to.B} {
		pixel[i] += byte((int(c) - int(pixel[i])) * share / 255)
	}
}

func border(dst *image.RGBA, r image.Rectangle, ink color.RGBA) {
	fill(dst, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1), ink)
	fill(dst, image.Rect(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y), ink)
	fill(dst, image.Rect(r.Min.X, r.Min.Y, r.Min.X+1, r.Max.Y), ink)
	fill(dst, image.Rect(r.Max.X-1, r.Min.Y, r.Max.X, r.Max.Y), ink)
}

// Page fills dst with lines of text, as large as they fit.
func (p *Painter) Page(dst *image.RGBA, lines []string) {
	size := dst.Rect.Size()
	fill(dst, dst.Rect, faint)
	fill(dst, dst.Rect.Inset(1), back)
	longest := 1
	for _, l := range lines {
		longest = max(longest, len([]rune(l)))
	}
	letters := max(min((size.Y-16)*4/5/max(len(lines), 1), (size.X-24)*10/6/longest, mostTimes*p.least()), 6)
	plain := p.face(mono, letters)
	for i, l := range lines {
		plain.write(dst, l, 12, 8+i*letters*5/4, text)
	}
}

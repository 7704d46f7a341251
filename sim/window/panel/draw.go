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
	if title := s.Card.Title; title != "" && r.Max.X-x > 8*f.letters {
		strong.write(dst, strong.fit(title, r.Max.X-x), x, r.Min.Y, p.fresh(s))
	}
	y := r.Min.Y + f.line
	for _, l := range []struct {
		words string
		ink   color.RGBA
	}{{s.Warning, warn}, {s.Card.Result, p.tone(s.Card.Tone)}, {s.Card.Why, text}} {
		if l.words == "" {
			continue
		}
		for rest := l.words; rest != "" && y+f.line <= r.Max.Y+3; y += f.line {
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

// side draws one side in full: its name, on the left the bars, on the right the network's
// input and the newest press in words, and below them the strip.
func (p *Painter) side(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	y := p.header(dst, r, f, s, team)
	strip := max(f.letters*3/4, 8)
	if s.Shadow != "" {
		strip += strip / 2
	}
	if len(s.Strip) > 0 {
		plain := p.face(mono, f.letters)
		at := image.Rect(r.Min.X, r.Max.Y-strip, r.Max.X, r.Max.Y)
		label := "10 s"
		plain.write(dst, label, at.Min.X, at.Max.Y-f.line+2, soft)
		at.Min.X += plain.width(label) + f.letters/2
		p.strip(dst, at, s, team)
	}
	r.Max.Y -= max(strip, f.line) + 2
	middle := r.Min.X + r.Dx()*27/50
	right := image.Rect(middle, y, r.Max.X, r.Max.Y)
	if len(s.Bars) == 0 {
		right.Min.X = r.Min.X
	} else {
		p.bars(dst, image.Rect(r.Min.X, y, middle-f.letters/2, r.Max.Y), f, s, team)
	}
	right.Min.Y = p.seen(dst, right, f, &s.Seen, s.Frozen, team)
	p.sentences(dst, right, f, s, team)
}

// sentences writes the press in words and the lines below it, the most important first and
// each continued on further lines, as far as they fit. The least important ones are left out
// where they do not fit whole.
func (p *Painter) sentences(dst *image.RGBA, r image.Rectangle, f *frame, s *Side, team int) {
	plain, strong := p.face(mono, f.letters), p.face(bold, f.letters)
	title := soft
	if s.Card.Fresh {
		title = p.team(team)
	}
	type sentence struct {
		face  *face
		words string
		ink   color.RGBA
		whole bool // or not at all
	}
	all := []sentence{
		{strong, s.Warning, warn, false}, {strong, s.Card.Title, title, false}, {strong, s.Card.Result, p.tone(s.Card.Tone), false},
		{plain, s.Card.Why, text, false}, {plain, s.Shadow, violet, false},
	}
	for _, l := range s.Lines {
		all = append(all, sentence{plain, l, text, true})
	}
	all = append(all, sentence{plain, s.Rate, soft, true}, sentence{plain, s.Card.Rule, soft, true}, sentence{plain, s.Detail, soft, true})
	y := r.Min.Y
	for _, t := range all {
		if t.whole && y+t.face.height(t.words, r.Dx(), f.line) > r.Max.Y+3 {
			continue
		}
		for rest := t.words; rest != "" && y+f.line <= r.Max.Y+3; y += f.line {
			now := rest
			if now, rest = t.face.wrap(now, r.Dx()); rest != "" && y+2*f.line > r.Max.Y+3 {
				now = now + "…" // the last line that fits
			}
			t.face.write(dst, t.face.fit(now, r.Dx()), r.Min.X, y, t.ink)
		}
	}
}

// seen draws the network's input, with its caption beside it or below, and returns where
// the text below them begins. It is enlarged by a whole number if seven lines of text fit
// below it, and shrunk to leave room for four.
func (p *Painter) seen(dst *image.RGBA, r image.Rectangle, f *frame, s *Seen, frozen bool, team int) int {
	room := r.Dy() - 4*f.line
	if s.Width == 0 || s.Height == 0 || room < 16 {
		return r.Min.Y
	}
	scale := min(r.Dx()/s.Width, max((r.Dy()-7*f.line)/s.Height, min(room/s.Height, 1)))
	shrink := 1
	for scale == 0 && (s.Width/shrink > r.Dx() || s.Height/shrink > room) {
		shrink++
	}
	w, h := s.Width*max(scale, 1)/shrink, s.Height*max(scale, 1)/shrink
	for y := range h {
		for x := range w {
			sx, sy := x*shrink/max(scale, 1), y*shrink/max(scale, 1)
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
	plain := p.face(mono, f.letters)
	beside := image.Rect(r.Min.X+w+f.letters/2, r.Min.Y, r.Max.X, r.Min.Y+h)
	switch {
	case s.Caption == "":
	case beside.Dx() >= wide(f.letters, 9):
		y := beside.Min.Y
		for rest := s.Caption; rest != "" && y+f.line <= beside.Max.Y+4; y += f.line {
			var now string
			now, rest = plain.wrap(rest, beside.Dx())
			plain.write(dst, now, beside.Min.X, y, soft)
		}
	case r.Dy()-h-f.line >= 4*f.line:
		plain.write(dst, plain.fit(s.Caption, r.Dx()), r.Min.X, r.Min.Y+h, soft)
		h += f.line
	}
	return r.Min.Y + h + 2
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

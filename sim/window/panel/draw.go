package panel

import (
	"image"
	"image/color"
)

// letters returns the size of small letters for panels of a size, in pixels.
func letters(size image.Point) int { return min(max(min(size.Y/17, size.X/64), 9), 22) }

func lineHeight(size image.Point) int { return letters(size) * 5 / 4 }

// Draw paints all of dst, whose corner must be (0, 0). Letters are at least 9 pixels
// tall; panels smaller than 600×150 pixels truncate words.
func (p *Painter) Draw(dst *image.RGBA, v *View) {
	size := dst.Rect.Size()
	fill(dst, dst.Rect, back)
	small := letters(size)
	line := lineHeight(size)
	bottom := size.Y - 2*line - 2
	if v.Timeline != nil {
		drawTimeline(dst, TimelineRect(size), v.Timeline)
		bottom -= timelineHeight
	}
	gap := 8
	for i := range v.Sides {
		left := gap + i*(size.X/2)
		p.side(dst, image.Rect(left, 3, left+size.X/2-2*gap, bottom), &v.Sides[i], i)
	}
	p.foot(dst, v, small, size, line)
}

// foot draws the two lines at the bottom: the score, then the status or a notice.
func (p *Painter) foot(dst *image.RGBA, v *View, small int, size image.Point, line int) {
	strong, plain := p.face(bold, small+1), p.face(mono, small-1)
	y := size.Y - 2*line
	score := strong.fit(v.Score, size.X-16)
	strong.write(dst, score, (size.X-strong.width(score))/2, y, text)
	y += line
	if v.Latency != "" {
		ink := dim
		if v.Late {
			ink = warn
		}
		plain.write(dst, plain.fit(v.Latency, size.X/2), 8, y, ink)
	}
	words, ink := v.Status, dim
	if n := len(v.Notices); n > 0 {
		if words, ink = v.Notices[n-1].Text, text; v.Notices[n-1].Bad {
			ink = bad
		}
	}
	if words == "" {
		return
	}
	if v.Latency != "" {
		words = plain.fit(words, size.X/2-16)
		plain.write(dst, words, size.X-8-plain.width(words), y, ink)
		return
	}
	words = plain.fit(words, size.X-16)
	plain.write(dst, words, (size.X-plain.width(words))/2, y, ink)
}

// side draws one side into r.
func (p *Painter) side(dst *image.RGBA, r image.Rectangle, s *Side, team int) {
	small := letters(dst.Rect.Size())
	line := lineHeight(dst.Rect.Size())
	head, plain := p.face(bold, small+2), p.face(mono, small-1)
	name := head.fit(s.Name, r.Dx()/2)
	x := head.write(dst, name, r.Min.X, r.Min.Y, teams[team])
	plain.write(dst, plain.fit(s.Detail, r.Max.X-x-8), x+8, r.Min.Y+3, dim)
	y := r.Min.Y + line + 2
	if len(s.Bars) == 0 {
		for _, l := range s.Lines {
			plain.write(dst, plain.fit(l, r.Dx()), r.Min.X, y, text)
			y += line
		}
		if len(s.Strip) > 0 {
			r.Max.Y -= 10
			drawStrip(dst, image.Rect(r.Min.X, r.Max.Y, r.Max.X, r.Max.Y+9), s, team)
		}
		p.sentences(dst, image.Rect(r.Min.X, y, r.Max.X, r.Max.Y-2), s)
		return
	}
	strip := 10
	if s.Shadow != "" {
		strip = 16
	}
	drawStrip(dst, image.Rect(r.Min.X, r.Max.Y-strip, r.Max.X, r.Max.Y-1), s, team)
	middle := r.Min.X + r.Dx()*11/20
	p.bars(dst, image.Rect(r.Min.X, y, middle-8, r.Max.Y-strip-2), s, team)
	right := image.Rect(middle, y, r.Max.X, r.Max.Y-strip-2)
	right.Min.Y = seen(dst, right, &s.Seen, line)
	p.sentences(dst, right, s)
}

// sentences writes the lines of text. A sentence that is too wide is continued on a
// second line if there is room for all others.
func (p *Painter) sentences(dst *image.RGBA, r image.Rectangle, s *Side) {
	small, line := letters(dst.Rect.Size()), lineHeight(dst.Rect.Size())
	plain, strong := p.face(mono, small-1), p.face(bold, small)
	last := dim
	if s.Fresh {
		last = text
	}
	all := []struct {
		face  *face
		words string
		ink   color.RGBA
	}{
		{strong, s.Warning, warn},
		{plain, s.Last, last},
		{plain, s.Reason, dim},
		{plain, s.Rate, dim},
		{plain, s.Shadow, violet},
	}
	spare := (r.Dy() + 3) / line
	for _, t := range all {
		if t.words != "" {
			spare--
		}
	}
	y := r.Min.Y
	for _, t := range all {
		for rest := t.words; rest != "" && y+line <= r.Max.Y+3; y += line {
			now := rest
			if rest = ""; spare > 0 && t.face.width(now) > r.Dx() {
				now, rest = t.face.split(now, r.Dx())
				spare--
			}
			t.face.write(dst, t.face.fit(now, r.Dx()), r.Min.X, y, t.ink)
		}
	}
}

// seen draws the network's input and returns where the text below it begins. It is
// enlarged by a whole number if six lines of text fit below it, and shrunk to leave
// room for three.
func seen(dst *image.RGBA, r image.Rectangle, s *Seen, line int) int {
	room := r.Dy() - 3*line
	if s.Width == 0 || s.Height == 0 || room < 12 {
		return r.Min.Y
	}
	scale := min(r.Dx()/s.Width, max((r.Dy()-6*line)/s.Height, min(room/s.Height, 1)))
	shrink := 1
	for scale == 0 && (s.Width/shrink > r.Dx() || s.Height/shrink > room) {
		shrink++
	}
	w, h := s.Width*max(scale, 1)/shrink, s.Height*max(scale, 1)/shrink
	for y := range h {
		for x := range w {
			sx, sy := x*shrink/max(scale, 1), y*shrink/max(scale, 1)
			copy(dst.Pix[dst.PixOffset(r.Min.X+x, r.Min.Y+y):][:4], s.Pix[4*(sy*s.Width+sx):][:4])
		}
	}
	return r.Min.Y + h + 3
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
	letters := max(min((size.Y-16)*4/5/len(lines), (size.X-24)*10/6/longest), 6)
	plain := p.face(mono, letters)
	for i, l := range lines {
		plain.write(dst, l, 12, 8+i*letters*5/4, text)
	}
}

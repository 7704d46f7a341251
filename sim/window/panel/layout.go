package panel

import "image"

// level is how much the panels show.
type level int

const (
	nothing  level = iota
	footOnly       // one line: the score or a notice
	brief          // a few lines for each side
	full
)

// The least size of letters in pixels at a text size of 1, and the largest multiple of it
// that large panels use.
const (
	leastLetters = 12
	mostTimes    = 3
)

// What a side needs in full: lines, with the foot, and letters in a line. Letters are
// larger than the least only where the roomy numbers fit.
const (
	fullLines    = 11
	sideColumns  = 36
	roomyLines   = 16
	roomyColumns = 62
)

func (p *Painter) least() int { return max(int(leastLetters*p.scale()+0.5), 6) }

func (p *Painter) scale() float64 {
	if p.Scale > 0 {
		return p.Scale
	}
	return 1
}

func lineOf(letters int) int { return letters * 5 / 4 }

// wide returns the width of so many letters.
func wide(letters, columns int) int { return letters * columns * 3 / 5 }

// LeastHeight returns the height that the panels of a window need to show everything, with
// a timeline or without, 0 if the window is too small for that.
func (p *Painter) LeastHeight(window image.Point, timeline bool) int {
	extra := 0
	if timeline {
		extra = timelineLines
	}
	letters := min(max(window.Y/60, p.least()), mostTimes*p.least())
	for ; letters >= p.least(); letters-- {
		height := heightOf(letters, fullLines+extra)
		if window.X-12 < wide(letters, 2*sideColumns+2) {
			height = heightOf(letters, 2*fullLines-2+extra) // one side above the other
		}
		if window.X-12 >= wide(letters, sideColumns+2) && height < window.Y {
			return height
		}
	}
	return 0
}

// heightOf returns the height in which so many lines fit.
func heightOf(letters, lines int) int { return lines*letters*5/4 + lines/2 + 8 }

// frame is the layout of panels.
type frame struct {
	level    level
	letters  int
	line     int // height
	sides    [2]image.Rectangle
	odds     image.Rectangle // words before the timeline
	timeline image.Rectangle
	foot     image.Rectangle
}

// frame lays panels of a size out. Letters are as large as everything fits.
func (p *Painter) frame(size image.Point, v *View) frame {
	least := p.least()
	f := frame{letters: least, line: lineOf(least)}
	if size.Y < f.line || size.X < wide(least, 8) {
		return f
	}
	footLines, above := 2, 0
	if v.Timeline != nil {
		above = timelineLines
	}
	best, stacked := arrange(size, footLines+above, least)
	if best < least && v.Timeline != nil && v.Timeline.Live {
		above = 0
		best, stacked = arrange(size, footLines, least)
	}
	switch {
	case best >= least:
		f.level, f.letters = full, best
	case size.Y >= 4*f.line && size.X >= wide(least, 24):
		f.level, above = brief, min(above, 1)
		stacked = size.X < 2*wide(least, 40)
		if size.Y < 10*f.line {
			footLines = 1
		}
	default:
		f.level, footLines, above = footOnly, 1, 0
	}
	if f.level > footOnly && size.Y > (8+len(v.Latency))*f.line {
		footLines += len(v.Latency) // at the cost of the sides
	}
	f.line = lineOf(f.letters)
	gap := max(f.letters/2, 4)
	f.foot = image.Rect(gap, size.Y-footLines*f.line-2, size.X-gap, size.Y-2)
	if f.level == footOnly {
		f.foot = image.Rect(gap, size.Y-f.line, size.X-gap, size.Y)
		return f
	}
	top := f.foot.Min.Y
	if above > 0 {
		bottom := top - 3
		if top -= above * f.line; f.level == brief && footLines == 1 {
			top += f.line / 2
		}
		words := wide(f.letters, oddsColumns)
		if above < timelineLines || size.X < 4*words {
			words = 0
		}
		f.odds = image.Rect(gap, top+3, gap+words, bottom)
		f.timeline = image.Rect(gap+words, top+3, size.X-gap, bottom)
	}
	if stacked {
		middle := (top + 3) / 2
		f.sides = [2]image.Rectangle{image.Rect(gap, 3, size.X-gap, middle-2), image.Rect(gap, middle+2, size.X-gap, top-2)}
	} else {
		f.sides = [2]image.Rectangle{image.Rect(gap, 3, size.X/2-gap, top-2), image.Rect(size.X/2+gap, 3, size.X-gap, top-2)}
	}
	return f
}

// arrange returns the largest letters, from least on, with which both sides fit above so
// many lines, or smaller ones if they do not fit, and whether one side is above the other.
func arrange(size image.Point, below, least int) (best int, stacked bool) {
	for _, s := range []bool{false, true} {
		n := min(fits(size, fullLines, sideColumns, below, s), least)
		if n == least {
			n = max(n, min(fits(size, roomyLines, roomyColumns, below, s), mostTimes*least))
		}
		if n > best {
			best, stacked = n, s
		}
	}
	return best, stacked
}

// fits returns the largest letters with which so many lines and columns a side fit, with
// so many lines below the sides.
func fits(size image.Point, lines, columns, below int, stacked bool) int {
	across := 2
	lines, columns = lines-2, columns+1
	if stacked {
		lines, across = 2*lines, 1
	}
	return min((size.Y-6)*4/5/(lines+below), (size.X-12)*5/3/(columns*across))
}

package raster

import "image"

// sprite is a picture with a place to stand: runs of opaque pixels, each
// copied in one go.
type sprite struct {
	runs []run
	pix  []uint8
}

// run is n pixels from pix[at] on, at an offset from where the sprite stands.
type run struct{ x, y, at, n int }

// draw draws the sprite standing at x, y, cut off at the frame's edges.
func (s *sprite) draw(dst *image.Paletted, x, y int) {
	for _, r := range s.runs {
		row := y + r.y
		if row < 0 || row >= Height {
			continue
		}
		from, to := x+r.x, x+r.x+r.n
		left, right := max(from, 0), min(to, Width)
		if left < right {
			copy(dst.Pix[row*dst.Stride+left:row*dst.Stride+right], s.pix[r.at+left-from:])
		}
	}
}

// canvas is what sprites are drawn on before they are cut into runs: logical
// colours around a point to stand on, 0 is transparent.
type canvas struct {
	pix [canvasHeight][canvasWidth]uint8
}

const (
	canvasWidth  = 260
	canvasHeight = 112
	standX       = 130
	standY       = 100
)

// set puts a colour at pixels from the stand, y up.
func (c *canvas) set(x, y int, colour uint8) {
	x, y = standX+x, standY-y
	if x >= 0 && x < canvasWidth && y >= 0 && y < canvasHeight {
		c.pix[y][x] = colour
	}
}

// point is a place in pixels from the stand, y up.
type point struct{ x, y int }

// limb draws a line with round ends: all pixels within r of the segment.
func (c *canvas) limb(a, b point, r int, colour uint8) {
	dx, dy := b.x-a.x, b.y-a.y
	long := dx*dx + dy*dy
	for y := min(a.y, b.y) - r; y <= max(a.y, b.y)+r; y++ {
		for x := min(a.x, b.x) - r; x <= max(a.x, b.x)+r; x++ {
			px, py := x-a.x, y-a.y
			along := px*dx + py*dy
			var square int // of the distance, times long in between
			switch {
			case long == 0 || along <= 0:
				square = px*px + py*py
			case along >= long:
				square = (x-b.x)*(x-b.x) + (y-b.y)*(y-b.y)
			default:
				cross := px*dy - py*dx
				square = cross * cross / long
			}
			if square <= r*r {
				c.set(x, y, colour)
			}
		}
	}
}

// ring draws a circle two pixels wide.
func (c *canvas) ring(at point, r int, colour uint8) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if d := x*x + y*y; d <= r*r && d >= (r-2)*(r-2) {
				c.set(at.x+x, at.y+y, colour)
			}
		}
	}
}

// outline surrounds what is drawn with a colour, one pixel wide.
func (c *canvas) outline(colour uint8) {
	before := c.pix
	for y := 1; y < canvasHeight-1; y++ {
		for x := 1; x < canvasWidth-1; x++ {
			if before[y][x] == 0 && (before[y-1][x]|before[y+1][x]|before[y][x-1]|before[y][x+1]) != 0 {
				c.pix[y][x] = colour
			}
		}
	}
}

// cut makes the sprite: colours maps logical ones to the palette; flip looks
// to the left.
func (c *canvas) cut(colours *[256]uint8, flip bool) sprite {
	var s sprite
	for y := range canvasHeight {
		open := false
		for i := range canvasWidth {
			x := i
			if flip {
				x = 2*standX - i
			}
			if x < 0 || x >= canvasWidth || c.pix[y][x] == 0 {
				open = false
				continue
			}
			if !open {
				s.runs = append(s.runs, run{x: i - standX, y: y - standY, at: len(s.pix)})
				open = true
			}
			s.pix = append(s.pix, colours[c.pix[y][x]])
			s.runs[len(s.runs)-1].n++
		}
	}
	return s
}

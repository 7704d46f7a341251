package raster

import "image"

// sprite is a picture relative to an anchor, as runs of opaque pixels.
type sprite struct {
	runs   []run
	pix    []uint8
	number int // among all sprites
}

// run is n pixels starting at pix[at], at an offset from the anchor.
type run struct{ x, y, at, n int }

// draw draws the sprite with its anchor at x, y, clipped to the frame.
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

// canvas is a picture of logical colours around an anchor, from which sprites are made.
// 0 is transparent.
type canvas struct {
	pix [canvasHeight][canvasWidth]uint8
}

const (
	canvasWidth  = 260
	canvasHeight = 112
	standX       = 130
	standY       = 100
)

// set sets the colour of a pixel relative to the anchor, y up.
func (c *canvas) set(x, y int, colour uint8) {
	x, y = standX+x, standY-y
	if x >= 0 && x < canvasWidth && y >= 0 && y < canvasHeight {
		c.pix[y][x] = colour
	}
}

// point is a position in pixels relative to the anchor, y up.
type point struct{ x, y int }

// limb draws all pixels within r of the line segment.
func (c *canvas) limb(a, b point, r int, colour uint8) {
	dx, dy := b.x-a.x, b.y-a.y
	long := dx*dx + dy*dy
	for y := min(a.y, b.y) - r; y <= max(a.y, b.y)+r; y++ {
		for x := min(a.x, b.x) - r; x <= max(a.x, b.x)+r; x++ {
			px, py := x-a.x, y-a.y
			along := px*dx + py*dy
			var square int // squared distance
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

// ring draws a circle with a line width of two pixels.
func (c *canvas) ring(at point, r int, colour uint8) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if d := x*x + y*y; d <= r*r && d >= (r-2)*(r-2) {
				c.set(at.x+x, at.y+y, colour)
			}
		}
	}
}

// outline draws an outline one pixel wide.
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

// cut returns the sprite. colours maps logical colours to the palette; flip mirrors it.
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

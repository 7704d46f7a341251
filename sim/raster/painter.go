package raster

import (
	"sync/atomic"

	"github.com/kumite/kumite/sim"
)

// Box is the side in pixels of the boxes that a Painter sums. It divides Width and Height.
const Box = 4

const (
	columns = Width / Box
	rows    = Height / Box
	boxes   = columns * rows
)

// greys are the greys of a box, row by row from the lowest byte.
type greys [2]uint64

// sum returns the sum of the greys, at most 16 × 255.
func (g *greys) sum() uint16 {
	const even = 0x00ff00ff00ff00ff
	s := g[0]&even + g[0]>>8&even + g[1]&even + g[1]>>8&even
	return uint16(s * 0x0001000100010001 >> 48)
}

// tile is what a drawing covers of a box: the greys where mask is 0xff.
type tile struct {
	column, row int32 // relative to the box of the anchor
	mask, greys greys
}

// Tiles are the drawings as greys, cut into boxes. All painters share them. Its methods may
// be called concurrently.
type Tiles struct {
	art   *pictures
	gray  [256]uint8
	scene [boxes]greys
	sums  [boxes]uint16
	cut   []atomic.Pointer[[]tile] // by sprite and phase, made when first drawn
}

// NewTiles returns the drawings in the greys of the palette's entries.
func NewTiles(gray [256]uint8) *Tiles {
	art := art()
	t := &Tiles{art: art, gray: gray, cut: make([]atomic.Pointer[[]tile], art.sprites*Box*Box)}
	for i, index := range art.scene {
		x, y := i%Width, i/Width
		word, shift := place(x%Box, y%Box)
		t.scene[y/Box*columns+x/Box][word] |= uint64(gray[index]) << shift
	}
	for i := range t.scene {
		t.sums[i] = t.scene[i].sum()
	}
	return t
}

// place returns the word of a pixel in greys, and its lowest bit.
func place(x, y int) (word, shift int) { return y / 2, (y%2*Box + x) * 8 }

// Scene returns the sums of the background's boxes, row by row. They must not be modified.
func (t *Tiles) Scene() []uint16 { return t.sums[:] }

// of returns the tiles of a sprite whose anchor is at x, y in its box.
func (t *Tiles) of(s *sprite, x, y int) []tile {
	slot := &t.cut[(s.number*Box+y)*Box+x]
	if made := slot.Load(); made != nil {
		return *made
	}
	var tiles []tile
	index := map[[2]int]int{}
	for _, r := range s.runs {
		for i, colour := range s.pix[r.at:][:r.n] {
			px, py := x+r.x+i, y+r.y
			at := [2]int{px >> 2, py >> 2}
			n, ok := index[at]
			if !ok {
				n = len(tiles)
				index[at] = n
				tiles = append(tiles, tile{column: int32(at[0]), row: int32(at[1])})
			}
			word, shift := place(px&(Box-1), py&(Box-1))
			tiles[n].mask[word] |= 0xff << shift
			tiles[n].greys[word] |= uint64(t.gray[colour]) << shift
		}
	}
	slot.Store(&tiles) // equal to what another painter may have stored meanwhile
	return tiles
}

// Painter draws worlds as sums of the greys in boxes of Box×Box pixels. The sums are those
// of the frame of Draw; a frame is drawn in a fraction of the time, because most boxes are
// those of the background. Drawing allocates nothing once all sprites were drawn. Calls must
// not overlap.
type Painter struct {
	tiles *Tiles
	boxes [boxes]greys  // valid where drawn is now
	drawn [boxes]uint32 // the number of the last frame that drew over the box
	now   uint32        // number of the frame
	at    []uint16      // boxes that the frame has drawn over
	sums  []uint16      // theirs
}

// NewPainter returns a painter with the drawings.
func (t *Tiles) NewPainter() *Painter {
	return &Painter{tiles: t, at: make([]uint16, 0, boxes), sums: make([]uint16, 0, boxes)}
}

// Draw draws the world as seen by one side, and returns the boxes, row by row from 0, in
// which something covers the background, and the sums of their greys. Each box is listed
// once, in no order. Both are the painter's memory and valid until the next Draw. The world
// is not modified.
func (p *Painter) Draw(w *sim.World, side sim.Side) (at, sums []uint16) {
	if p.now++; p.now == 0 {
		clear(p.drawn[:])
		p.now = 1
	}
	p.at = p.at[:0]
	draw(p, p.tiles.art, w, side)
	p.sums = p.sums[:len(p.at)]
	for i, box := range p.at {
		p.sums[i] = p.boxes[box].sum()
	}
	return p.at, p.sums
}

// box returns the box, with the background where it is drawn over for the first time.
func (p *Painter) box(i int) *greys {
	b := &p.boxes[i]
	if p.drawn[i] != p.now {
		p.drawn[i] = p.now
		*b = p.tiles.scene[i]
		p.at = append(p.at, uint16(i))
	}
	return b
}

func (p *Painter) sprite(s *sprite, x, y int) {
	tiles := p.tiles.of(s, x&(Box-1), y&(Box-1))
	column, row := int32(x>>2), int32(y>>2)
	for i := range tiles {
		t := &tiles[i]
		c, r := column+t.column, row+t.row
		if uint32(c) >= columns || uint32(r) >= rows {
			continue
		}
		b := p.box(int(r*columns + c))
		b[0] = b[0]&^t.mask[0] | t.greys[0]
		b[1] = b[1]&^t.mask[1] | t.greys[1]
	}
}

func (p *Painter) rect(x, y, w, h int, colour uint8) {
	left, right, top, bottom := max(x, 0), min(x+w, Width), max(y, 0), min(y+h, Height)
	if left >= right || top >= bottom {
		return
	}
	grey := uint64(p.tiles.gray[colour]) * 0x0101010101010101
	for r := top / Box; r*Box < bottom; r++ {
		from, to := max(top-r*Box, 0), min(bottom-r*Box, Box)
		low, high := ones(min(from, 2), min(to, 2), 32), ones(max(from, 2)-2, max(to, 2)-2, 32)
		for c := left / Box; c*Box < right; c++ {
			line := ones(max(left-c*Box, 0), min(right-c*Box, Box), 8)
			line |= line << 32
			b := p.box(r*columns + c)
			b[0] = b[0]&^(low&line) | grey&low&line
			b[1] = b[1]&^(high&line) | grey&high&line
		}
	}
}

// ones returns a word in which the fields from to to−1, of width bits each, are set.
func ones(from, to, width int) uint64 { return uint64(1)<<(to*width) - uint64(1)<<(from*width) }

package vision

import (
	"errors"
	"fmt"
)

// Backdrop is a picture that many frames share except for some of its samples, converted
// once. It is not modified, and may be used by several Preprocessors of its spec.
type Backdrop struct {
	picture []uint8
	floats  []float32
	bytes   []uint8
}

// NewBackdrop returns the backdrop of a grey picture: for each of its samples, row by row,
// the sum of the greys in its box, each from 0 to 255.
func (p *Preprocessor) NewBackdrop(sums []uint16) (*Backdrop, error) {
	spec := p.Spec()
	if spec.Color != Gray {
		return nil, errors.New("backdrop: the picture is not grey")
	}
	if len(sums) != spec.PictureLen() {
		return nil, fmt.Errorf("backdrop: %d sums; want %d", len(sums), spec.PictureLen())
	}
	b := &Backdrop{picture: make([]uint8, len(sums))}
	for i, sum := range sums {
		if int(sum) >= len(p.mean) {
			return nil, fmt.Errorf("backdrop: sum %d is %d; want at most %d", i, sum, len(p.mean)-1)
		}
		b.picture[i] = p.mean[sum]
	}
	if spec.Type == Uint8 {
		b.bytes = append(b.bytes, b.picture...)
		return b, nil
	}
	b.floats = make([]float32, len(sums))
	for i, sample := range b.picture {
		b.floats[i] = p.stack.floats.table[0][sample]
	}
	return b, nil
}

// PushOver pushes the frame that is the backdrop except for the samples at, whose boxes have
// these sums. It does what Push does of the frame's pixels, in a fraction of the time. Both
// slices have the same length and are not retained; a sample out of range panics.
func (p *Preprocessor) PushOver(b *Backdrop, at, sums []uint16) {
	s := p.stack
	copy(s.Next(), b.picture)
	s.advance()
	if b.bytes != nil {
		overlay(s.bytes.slots[s.newest], b.bytes, &s.bytes.table[0], s.pictures[s.newest], at, sums, p.mean)
	} else {
		overlay(s.floats.slots[s.newest], b.floats, &s.floats.table[0], s.pictures[s.newest], at, sums, p.mean)
	}
}

// overlay writes the backdrop's elements to dst, and the samples at to picture and dst.
func overlay[T float32 | uint8](dst, backdrop []T, table *[256]T, picture []uint8, at, sums []uint16, mean []uint8) {
	copy(dst, backdrop)
	picture, sums = picture[:len(dst)], sums[:len(at)]
	for i, to := range at {
		v := mean[sums[i]]
		picture[to], dst[to] = v, table[v]
	}
}

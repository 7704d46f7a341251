package vision

import (
	"fmt"
	"image"
)

// Preprocessor is the reference [Seer] in pure Go: grey or colour by palette lookup, then
// box means. It accepts frames of one size, which must be a whole multiple of the model's
// input in each direction. For other sizes use vision/cv.
//
// Its methods do not allocate. Calls must not overlap.
type Preprocessor struct {
	stack   *Stack
	source  image.Point
	box     image.Point // source pixels per picture pixel
	mean    []uint8     // sum of a box's samples → their rounded mean
	palette paletteID
	samples [256]uint64    // palette index → samples, sampleBits each
	pairs   *[65536]uint16 // two palette indices → sum of their greys; 4×4 grey only
}

// sampleBits is the width of one colour channel in a box's sum, which suffices for maxBox
// pixels.
const (
	sampleBits = 21
	sampleMask = 1<<sampleBits - 1
	maxBox     = 8192
)

// NewPreprocessor returns a Preprocessor for frames of source.X × source.Y pixels.
func NewPreprocessor(spec Spec, source image.Point) (*Preprocessor, error) {
	stack, err := NewStack(spec)
	if err != nil {
		return nil, err
	}
	if !Reduces(spec, source) {
		return nil, fmt.Errorf("see %d×%d frames as %d×%d: not a whole-number reduction; use vision/cv",
			source.X, source.Y, spec.Width, spec.Height)
	}
	p := &Preprocessor{stack: stack, source: source}
	p.box = image.Pt(source.X/spec.Width, source.Y/spec.Height)
	p.mean = boxMeans(p.box)
	if p.box == image.Pt(4, 4) && spec.Color == Gray {
		p.pairs = new([65536]uint16)
	}
	return p, nil
}

// Reduces reports whether a Preprocessor supports the spec for frames of source pixels:
// each side must be a whole multiple of the spec's, with boxes of at most 8192 pixels.
func Reduces(spec Spec, source image.Point) bool {
	return spec.Width > 0 && spec.Height > 0 && source.X > 0 && source.Y > 0 &&
		source.X%spec.Width == 0 && source.Y%spec.Height == 0 &&
		(source.X/spec.Width)*(source.Y/spec.Height) <= maxBox
}

// Spec returns the spec of the input.
func (p *Preprocessor) Spec() Spec { return p.stack.Spec() }

// Source returns the size of the frames in pixels.
func (p *Preprocessor) Source() image.Point { return p.source }

// See pushes frame and fills in; see [Seer].
func (p *Preprocessor) See(frame *image.Paletted, in Input) error {
	if err := p.Push(frame); err != nil {
		return err
	}
	return p.Fill(in)
}

// Push pushes frame as the newest of the stack; see [Seer]. The palette is read if it is
// not the last frame's; it must not be changed in place. Indices outside the palette are
// black.
func (p *Preprocessor) Push(frame *image.Paletted) error {
	if size := frame.Rect.Size(); size != p.source {
		return fmt.Errorf("see frame: frame is %d×%d; want %d×%d", size.X, size.Y, p.source.X, p.source.Y)
	}
	if id := identify(frame.Palette); id != p.palette {
		p.learn(frame)
		p.palette = id
	}
	switch next := p.stack.Next(); {
	case p.pairs != nil:
		reduceGray4x4(next, frame, p.pairs, p.mean)
	case p.Spec().Color == Gray:
		reduceGray(next, frame, p.box, &p.samples, p.mean)
	default:
		reduceRGB(next, frame, p.box, &p.samples, p.mean)
	}
	p.stack.Push()
	return nil
}

// Fill fills in from the frames pushed so far.
func (p *Preprocessor) Fill(in Input) error { return p.stack.Fill(in) }

// Picture returns the newest frame as the network sees it; see [Seer].
func (p *Preprocessor) Picture() Picture { return p.stack.Picture() }

// Space sets how many pushes the frames of the stack are apart; see [Seer].
func (p *Preprocessor) Space(pushes int) { p.stack.Space(pushes) }

// Reset removes all frames.
func (p *Preprocessor) Reset() { p.stack.Reset() }

// Close does nothing, because a Preprocessor has no native resources.
func (p *Preprocessor) Close() error { return nil }

// learn computes the lookup tables for a frame's palette.
func (p *Preprocessor) learn(frame *image.Paletted) {
	clear(p.samples[:])
	for i, c := range frame.Palette[:min(len(frame.Palette), 256)] {
		r, g, b := RGBOf(c)
		if p.Spec().Color == Gray {
			p.samples[i] = uint64(GrayOf(r, g, b))
		} else {
			p.samples[i] = uint64(r) | uint64(g)<<sampleBits | uint64(b)<<(2*sampleBits)
		}
	}
	if p.pairs != nil {
		for i := range p.pairs {
			p.pairs[i] = uint16(p.samples[i&255] + p.samples[i>>8])
		}
	}
}

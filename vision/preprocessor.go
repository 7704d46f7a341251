package vision

import (
	"fmt"
	"image"
)

// Preprocessor is the reference [Seer] in pure Go: grey or colour by palette
// lookup, then the mean of whole-number boxes. It takes frames of one size,
// which must be a whole multiple of the model's input in each direction; for
// any other size there is vision/cv.
//
// Nothing allocates after NewPreprocessor. Calls must not overlap.
type Preprocessor struct {
	stack   *Stack
	source  image.Point
	box     image.Point // source pixels per picture pixel
	mean    []uint8     // sum of a box's samples → their rounded mean
	palette paletteID
	samples [256]uint64    // palette index → samples, sampleBits each
	pairs   *[65536]uint16 // two palette indices → sum of their greys; 4×4 grey only
}

// sampleBits is the room of one colour channel in a box's sum: enough for
// maxBox pixels of 255.
const (
	sampleBits = 21
	sampleMask = 1<<sampleBits - 1
	maxBox     = 8192
)

// NewPreprocessor makes a Seer for frames of source.X × source.Y pixels.
func NewPreprocessor(spec Spec, source image.Point) (*Preprocessor, error) {
	stack, err := NewStack(spec)
	if err != nil {
		return nil, err
	}
	if !Reduces(spec, source) {
		return nil, fmt.Errorf("see %d×%d frames as %d×%d: not a whole-number reduction; use vision/cv for it",
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

// Reduces reports whether a Preprocessor can see frames of source pixels as
// spec asks: each side a whole multiple of the spec's, boxes of at most 8192
// pixels.
func Reduces(spec Spec, source image.Point) bool {
	return spec.Width > 0 && spec.Height > 0 && source.X > 0 && source.Y > 0 &&
		source.X%spec.Width == 0 && source.Y%spec.Height == 0 &&
		(source.X/spec.Width)*(source.Y/spec.Height) <= maxBox
}

// Spec is the input this Preprocessor fills.
func (p *Preprocessor) Spec() Spec { return p.stack.Spec() }

// Source is the size of the frames it takes, in pixels.
func (p *Preprocessor) Source() image.Point { return p.source }

// See pushes frame and fills in; see [Seer].
func (p *Preprocessor) See(frame *image.Paletted, in Input) error {
	if err := p.Push(frame); err != nil {
		return err
	}
	return p.stack.Fill(in)
}

// Push makes frame the newest of the stack; see [Seer]. The frame's palette
// is read when it is another than the last frame's; it must not be changed in
// place. An index beyond the palette is seen as black.
func (p *Preprocessor) Push(frame *image.Paletted) error {
	if size := frame.Rect.Size(); size != p.source {
		return fmt.Errorf("see frame: it is %d×%d; want %d×%d", size.X, size.Y, p.source.X, p.source.Y)
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

// Picture is the newest frame as the network sees it; see [Seer].
func (p *Preprocessor) Picture() Picture { return p.stack.Picture() }

// Reset forgets all frames.
func (p *Preprocessor) Reset() { p.stack.Reset() }

// Close does nothing: a Preprocessor holds Go memory only.
func (p *Preprocessor) Close() error { return nil }

// learn makes the lookups for a frame's palette.
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

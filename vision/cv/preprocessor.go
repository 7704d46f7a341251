package cv

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// Preprocessor is a [vision.Seer] that uses OpenCV: cvtColor, then resize with INTER_AREA
// if neither side grows, else with INTER_LINEAR. It accepts palette frames and captured
// frames of one size and produces identical bytes from both.
//
// Its Mats are allocated once and reused. Calls must not overlap.
type Preprocessor struct {
	stack  *vision.Stack
	source image.Point
	interp gocv.InterpolationFlags

	mats    []*gocv.Mat // all Mats below, for Close
	bgr     gocv.Mat    // source, 3 channels
	index   gocv.Mat    // source, palette indices
	lut     gocv.Mat    // 256 greys
	gray    gocv.Mat    // source, 1 channel
	small   gocv.Mat    // picture size, 1 or 3 channels (BGR)
	picture gocv.Mat    // picture size, RGB; only for colour

	// Memory of the Mats above, valid until Close.
	bgrPix, indexPix, seenPix []uint8

	first   *color.Color // of the last palette, which identifies it
	entries int
	colors  colors
	closed  bool
}

// NewPreprocessor returns a Preprocessor for frames of source.X × source.Y pixels. The
// caller must close it.
func NewPreprocessor(spec vision.Spec, source image.Point) (*Preprocessor, error) {
	prepare()
	stack, err := vision.NewStack(spec)
	if err != nil {
		return nil, err
	}
	if source.X < 1 || source.Y < 1 || source.X > vision.MaxSide || source.Y > vision.MaxSide {
		return nil, fmt.Errorf("see %d×%d frames: want sides of 1 to %d", source.X, source.Y, vision.MaxSide)
	}
	p := &Preprocessor{stack: stack, source: source, interp: gocv.InterpolationLinear}
	if spec.Width <= source.X && spec.Height <= source.Y {
		p.interp = gocv.InterpolationArea
	}
	one, three := gocv.MatTypeCV8UC1, gocv.MatTypeCV8UC3
	small := one
	if spec.Color == vision.RGB {
		small = three
	}
	p.bgr = gocv.NewMatWithSize(source.Y, source.X, three)
	p.index = gocv.NewMatWithSize(source.Y, source.X, one)
	p.lut = gocv.NewMatWithSize(1, 256, one)
	p.gray = gocv.NewMatWithSize(source.Y, source.X, one)
	p.small = gocv.NewMatWithSize(spec.Height, spec.Width, small)
	p.picture = gocv.NewMatWithSize(spec.Height, spec.Width, small)
	p.mats = []*gocv.Mat{&p.bgr, &p.index, &p.lut, &p.gray, &p.small, &p.picture}

	seen := &p.small
	if spec.Color == vision.RGB {
		seen = &p.picture
	}
	var errs [3]error
	p.bgrPix, errs[0] = p.bgr.DataPtrUint8()
	p.indexPix, errs[1] = p.index.DataPtrUint8()
	p.seenPix, errs[2] = seen.DataPtrUint8()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(fmt.Errorf("see %d×%d frames: %w", source.X, source.Y, err), p.Close())
	}
	return p, nil
}

// Spec returns the spec of the input.
func (p *Preprocessor) Spec() vision.Spec { return p.stack.Spec() }

// Source returns the size of the frames in pixels.
func (p *Preprocessor) Source() image.Point { return p.source }

// See pushes frame and fills in; see [vision.Seer].
func (p *Preprocessor) See(frame *image.Paletted, in vision.Input) error {
	if err := p.Push(frame); err != nil {
		return err
	}
	return p.stack.Fill(in)
}

// Fill fills in from the frames pushed so far.
func (p *Preprocessor) Fill(in vision.Input) error { return p.stack.Fill(in) }

// Push pushes frame as the newest of the stack; see [vision.Seer]. The palette is read if
// it is not the last frame's; it must not be changed in place. Indices outside the palette
// are black.
func (p *Preprocessor) Push(frame *image.Paletted) error {
	if err := p.takes(frame.Rect.Size()); err != nil {
		return err
	}
	if err := p.learn(frame); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	if p.Spec().Color == vision.RGB {
		p.colors.expand(p.bgrPix, frame)
		return p.pushColor()
	}
	for y := range p.source.Y {
		copy(p.indexPix[y*p.source.X:][:p.source.X], frame.Pix[y*frame.Stride:])
	}
	if err := gocv.LUT(p.index, p.lut, &p.gray); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	return p.pushGray()
}

// PushCaptured is Push for a captured frame, which is not retained.
func (p *Preprocessor) PushCaptured(frame Frame) error {
	if err := p.takes(image.Pt(frame.Width, frame.Height)); err != nil {
		return err
	}
	if err := frame.check(); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	copy(p.bgrPix, frame.Pix)
	if p.Spec().Color == vision.RGB {
		return p.pushColor()
	}
	if err := gocv.CvtColor(p.bgr, &p.gray, gocv.ColorBGRToGray); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	return p.pushGray()
}

// Picture returns the newest frame as the network sees it; see [vision.Seer].
func (p *Preprocessor) Picture() vision.Picture { return p.stack.Picture() }

// Space sets how many pushes the frames of the stack are apart; see [vision.Seer].
func (p *Preprocessor) Space(pushes int) { p.stack.Space(pushes) }

// Reset removes all frames.
func (p *Preprocessor) Reset() { p.stack.Reset() }

// Close frees the Mats; a second Close does nothing.
func (p *Preprocessor) Close() error {
	if p.closed {
		return nil
	}
	p.closed = true
	p.bgrPix, p.indexPix, p.seenPix = nil, nil, nil
	var errs []error
	for _, m := range p.mats {
		errs = append(errs, m.Close())
	}
	return errors.Join(errs...)
}

func (p *Preprocessor) takes(size image.Point) error {
	if p.closed {
		return errors.New("see frame: the preprocessor is closed")
	}
	if size != p.source {
		return fmt.Errorf("see frame: frame is %d×%d; want %d×%d", size.X, size.Y, p.source.X, p.source.Y)
	}
	return nil
}

// pushGray resizes p.gray to the picture.
func (p *Preprocessor) pushGray() error {
	spec := p.stack.Spec()
	if err := gocv.Resize(p.gray, &p.small, image.Pt(spec.Width, spec.Height), 0, 0, p.interp); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	copy(p.stack.Next(), p.seenPix)
	p.stack.Push()
	return nil
}

// pushColor resizes p.bgr to the picture and converts it to RGB.
func (p *Preprocessor) pushColor() error {
	spec := p.stack.Spec()
	if err := gocv.Resize(p.bgr, &p.small, image.Pt(spec.Width, spec.Height), 0, 0, p.interp); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	if err := gocv.CvtColor(p.small, &p.picture, gocv.ColorBGRToRGB); err != nil {
		return fmt.Errorf("see frame: %w", err)
	}
	copy(p.stack.Next(), p.seenPix)
	p.stack.Push()
	return nil
}

// learn computes the lookup tables for a frame's palette. OpenCV converts the palette to
// grey.
func (p *Preprocessor) learn(frame *image.Paletted) error {
	var first *color.Color
	if len(frame.Palette) > 0 {
		first = &frame.Palette[0]
	}
	if first == p.first && len(frame.Palette) == p.entries && first != nil {
		return nil
	}
	p.colors.learn(frame)
	entries := gocv.NewMatWithSize(1, 256, gocv.MatTypeCV8UC3)
	defer entries.Close()
	pix, err := entries.DataPtrUint8()
	if err != nil {
		return err
	}
	for i, c := range p.colors {
		copy(pix[3*i:], c[:])
	}
	if err := gocv.CvtColor(entries, &p.lut, gocv.ColorBGRToGray); err != nil {
		return err
	}
	p.first, p.entries = first, len(frame.Palette)
	return nil
}

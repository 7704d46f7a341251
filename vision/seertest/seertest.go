// Package seertest tests implementations of vision.Seer.
package seertest

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kumite/kumite/vision"
)

// NothingStale tests that a Seer's picture and input depend on the frames pushed since
// Reset alone, also when consecutive frames differ in a single pixel, use the same memory
// or have another palette. It compares one Seer, which sees all frames, with a new one for
// each frame. open returns Seers of the same spec, for frames of the given size.
func NothingStale(t *testing.T, size image.Point, open func() vision.Seer) {
	t.Helper()
	seer := open()
	defer closeSeer(t, seer)
	spec := seer.Spec()
	var match []*image.Paletted // copies of the frames since Reset
	see := func(what string, frame *image.Paletted) {
		t.Helper()
		match = append(match, clone(frame))
		got, want := newInput(spec), newInput(spec)
		if err := seer.See(frame, got); err != nil {
			t.Fatal(err)
		}
		fresh := open()
		defer closeSeer(t, fresh)
		for _, f := range match[max(0, len(match)-spec.Stack):] {
			if err := fresh.See(f, want); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(seer.Picture().Pix, fresh.Picture().Pix) {
			t.Fatalf("%s: the picture differs from that of a new Seer", what)
		}
		if !slices.Equal(got.Floats, want.Floats) || !bytes.Equal(got.Bytes, want.Bytes) {
			t.Fatalf("%s: the input differs from that of a new Seer", what)
		}
	}
	frame := image.NewPaletted(image.Rectangle{Max: size}, twoColours(0, 255))
	see("a first frame", frame)
	see("the same frame", frame)
	random := rand.New(rand.NewPCG(1, 2))
	spots := []image.Point{{}, {size.X - 1, 0}, {0, size.Y - 1}, size.Sub(image.Pt(1, 1)), size.Div(2)}
	for range 12 {
		spots = append(spots, image.Pt(random.IntN(size.X), random.IntN(size.Y)))
	}
	for _, p := range spots {
		block := image.Rectangle{p, p.Add(image.Pt(9, 9))}.Intersect(frame.Rect)
		fill(frame, block, 1)
		see("a block is set at "+p.String(), frame)
		fill(frame, block, 0)
		see("a block is cleared at "+p.String(), frame)
		fill(frame, image.Rectangle{p, p.Add(image.Pt(1, 1))}, 1)
		seer.Reset()
		match = nil
		see("a new match, and a pixel is set at "+p.String(), frame)
	}
	frame.Palette = twoColours(90, 200)
	see("the same pixels with another palette", frame)
	before := clone(frame)
	fill(frame, frame.Rect, 1)
	see("every pixel is set", frame)
	see("the frame before, in other memory", before)
	part := image.NewPaletted(image.Rect(0, 0, size.X+5, size.Y+3), frame.Palette)
	fill(part, image.Rect(7, 5, 30, 11), 1)
	see("a sub-image", part.SubImage(image.Rectangle{image.Pt(5, 3), size.Add(image.Pt(5, 3))}).(*image.Paletted))
}

func twoColours(dark, light uint8) color.Palette {
	return color.Palette{color.RGBA{dark, dark / 2, 7, 255}, color.RGBA{light, 40, light, 255}}
}

// fill sets the indices of a rectangle.
func fill(frame *image.Paletted, r image.Rectangle, index uint8) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			frame.SetColorIndex(x, y, index)
		}
	}
}

// clone returns a copy of a frame without padding, with its corner at the origin.
func clone(frame *image.Paletted) *image.Paletted {
	c := image.NewPaletted(image.Rectangle{Max: frame.Rect.Size()}, frame.Palette)
	for y := range c.Rect.Dy() {
		copy(c.Pix[y*c.Stride:][:c.Stride], frame.Pix[y*frame.Stride:])
	}
	return c
}

func newInput(s vision.Spec) vision.Input {
	if s.Type == vision.Uint8 {
		return vision.Input{Bytes: make([]uint8, s.Len())}
	}
	return vision.Input{Floats: make([]float32, s.Len())}
}

func closeSeer(t *testing.T, s vision.Seer) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

package vision_test

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision"
)

// grayRamp is a palette in which the grey of index i is i.
func grayRamp() color.Palette {
	p := make(color.Palette, 256)
	for i := range p {
		p[i] = color.Gray{uint8(i)}
	}
	return p
}

// boxSums returns the sums of a frame's boxes, row by row.
func boxSums(f *image.Paletted, box int) []uint16 {
	w, h := f.Rect.Dx()/box, f.Rect.Dy()/box
	sums := make([]uint16, w*h)
	for y := range h * box {
		for x := range w * box {
			sums[y/box*w+x/box] += uint16(f.ColorIndexAt(x, y))
		}
	}
	return sums
}

func TestAPictureOverABackdropIsThatOfTheWholeFrame(t *testing.T) {
	for _, box := range []int{2, 4} {
		for _, element := range []vision.ElementType{vision.Float32, vision.Uint8} {
			for _, layout := range []vision.Layout{vision.NCHW, vision.NHWC} {
				spec := vision.Spec{Width: 8, Height: 6, Color: vision.Gray, Stack: 3, Layout: layout, Scale: 0.5, Mean: []float64{3}, Type: element}
				if element == vision.Uint8 {
					spec.Scale, spec.Mean = 1, nil
				}
				t.Run(fmt.Sprint(box, element, layout), func(t *testing.T) { overBackdrop(t, spec, box) })
			}
		}
	}
}

func overBackdrop(t *testing.T, spec vision.Spec, box int) {
	size := image.Pt(spec.Width*box, spec.Height*box)
	var eyes [2]*vision.Preprocessor
	for i := range eyes {
		var err error
		if eyes[i], err = vision.NewPreprocessor(spec, size); err != nil {
			t.Fatal(err)
		}
	}
	r := rand.New(rand.NewPCG(5, uint64(box)))
	scene := image.NewPaletted(image.Rectangle{Max: size}, grayRamp())
	for i := range scene.Pix {
		scene.Pix[i] = uint8(r.Uint32())
	}
	backdrop, err := eyes[0].NewBackdrop(boxSums(scene, box))
	if err != nil {
		t.Fatal(err)
	}
	in := [2]vision.Input{newInput(spec), newInput(spec)}
	for n := range 9 {
		if n == 6 {
			eyes[0].Reset()
			eyes[1].Reset()
		}
		frame := image.NewPaletted(scene.Rect, scene.Palette)
		copy(frame.Pix, scene.Pix)
		var at, sums []uint16
		for i := range spec.PictureLen() {
			if r.IntN(3) == 0 {
				at = append(at, uint16(i))
				frame.Pix[i/spec.Width*box*size.X+i%spec.Width*box] = uint8(r.Uint32())
			}
		}
		all := boxSums(frame, box)
		for _, i := range at {
			sums = append(sums, all[i])
		}
		eyes[0].PushOver(backdrop, at, sums)
		if err := eyes[1].Push(frame); err != nil {
			t.Fatal(err)
		}
		for i := range eyes {
			if err := eyes[i].Fill(in[i]); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(in[0].Floats, in[1].Floats) || !slices.Equal(in[0].Bytes, in[1].Bytes) || !slices.Equal(eyes[0].Picture().Pix, eyes[1].Picture().Pix) {
			t.Fatalf("frame %d: what is seen over the backdrop differs from the whole frame", n)
		}
	}
}

func newInput(s vision.Spec) vision.Input {
	if s.Type == vision.Uint8 {
		return vision.Input{Bytes: make([]uint8, s.Len())}
	}
	return vision.Input{Floats: make([]float32, s.Len())}
}

func TestInvalidBackdropsAreRefused(t *testing.T) {
	spec := vision.Spec{Width: 2, Height: 1, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	rgb := spec
	rgb.Color = vision.RGB
	for want, tt := range map[string]struct {
		spec vision.Spec
		sums []uint16
	}{
		"is not grey":                      {rgb, make([]uint16, 6)},
		"1 sums; want 2":                   {spec, make([]uint16, 1)},
		"sum 1 is 4081; want at most 4080": {spec, []uint16{0, 4081}},
	} {
		p, err := vision.NewPreprocessor(tt.spec, image.Pt(8, 4))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.NewBackdrop(tt.sums); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

package vision

import (
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
)

// noise returns a w×h frame of random indices into a random palette of n colours.
func noise(seed uint64, w, h, n int) *image.Paletted {
	r := rand.New(rand.NewPCG(seed, 1))
	p := make(color.Palette, n)
	for i := range p {
		p[i] = color.RGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255}
	}
	f := image.NewPaletted(image.Rect(0, 0, w, h), p)
	for i := range f.Pix {
		f.Pix[i] = uint8(r.IntN(n))
	}
	return f
}

// grays returns a w×h frame whose pixels have the given grey samples.
func grays(w, h int, samples ...uint8) *image.Paletted {
	p := make(color.Palette, 256)
	for i := range p {
		p[i] = color.Gray{uint8(i)}
	}
	f := image.NewPaletted(image.Rect(0, 0, w, h), p)
	copy(f.Pix, samples)
	return f
}

func preprocessor(t testing.TB, s Spec, w, h int) *Preprocessor {
	t.Helper()
	p, err := NewPreprocessor(s, image.Pt(w, h))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFastBoxAgreesWithThePlainOne(t *testing.T) {
	for _, size := range []image.Point{{320, 180}, {12, 8}, {4, 4}, {20, 4}} {
		f := noise(7, size.X, size.Y, 256)
		s := valid()
		s.Width, s.Height = size.X/4, size.Y/4
		p := preprocessor(t, s, size.X, size.Y)
		if err := p.Push(f); err != nil {
			t.Fatal(err)
		}
		want := make([]uint8, s.PictureLen())
		reduceGray(want, f, p.box, &p.samples, p.mean)
		for i, got := range p.Picture().Pix {
			if got != want[i] {
				t.Fatalf("%v: sample %d is %d, want %d", size, i, got, want[i])
			}
		}
	}
}

func TestASubImageIsSeenLikeItsCopy(t *testing.T) {
	whole := noise(3, 40, 40, 200)
	part := whole.SubImage(image.Rect(5, 7, 21, 23)).(*image.Paletted)
	alone := image.NewPaletted(image.Rect(0, 0, 16, 16), whole.Palette)
	for y := range 16 {
		for x := range 16 {
			alone.SetColorIndex(x, y, part.ColorIndexAt(x+5, y+7))
		}
	}
	for _, size := range []int{4, 8} {
		s := valid()
		s.Width, s.Height = size, size
		a, b := preprocessor(t, s, 16, 16), preprocessor(t, s, 16, 16)
		if err := a.Push(part); err != nil {
			t.Fatal(err)
		}
		if err := b.Push(alone); err != nil {
			t.Fatal(err)
		}
		if string(a.Picture().Pix) != string(b.Picture().Pix) {
			t.Errorf("%d×%d: a sub-image is seen differently from its copy", size, size)
		}
	}
}

func TestBoxMeanRoundsHalfToEvenAndTwoByTwoHalfUp(t *testing.T) {
	tests := []struct {
		side    int
		samples []uint8
		want    uint8
	}{
		{4, []uint8{8}, 0},   // 0.5 → 0
		{4, []uint8{24}, 2},  // 1.5 → 2
		{4, []uint8{40}, 2},  // 2.5 → 2
		{4, []uint8{41}, 3},  // 2.5625 → 3
		{2, []uint8{2}, 1},   // 0.5 → 1
		{2, []uint8{10}, 3},  // 2.5 → 3
		{1, []uint8{77}, 77}, // unchanged
	}
	for _, tt := range tests {
		s := Spec{Width: 1, Height: 1, Color: Gray, Stack: 1, Layout: NCHW, Scale: 1, Type: Uint8}
		p := preprocessor(t, s, tt.side, tt.side)
		got := make([]uint8, 1)
		if err := p.See(grays(tt.side, tt.side, tt.samples...), Input{Bytes: got}); err != nil {
			t.Fatal(err)
		}
		if got[0] != tt.want {
			t.Errorf("%d×%d box with sum %v is %d, want %d", tt.side, tt.side, tt.samples, got[0], tt.want)
		}
	}
}

// see pushes a frame of one grey pixel and returns the tensor.
func see(t *testing.T, p *Preprocessor, sample uint8) []float32 {
	t.Helper()
	tensor := make([]float32, p.Spec().Len())
	if err := p.See(grays(1, 1, sample), Input{Floats: tensor}); err != nil {
		t.Fatal(err)
	}
	return tensor
}

func TestStackRepeatsTheFirstFrameAndKeepsTheNewestLast(t *testing.T) {
	s := Spec{Width: 1, Height: 1, Color: Gray, Stack: 3, Layout: NCHW, Scale: 1, Type: Float32}
	p := preprocessor(t, s, 1, 1)
	steps := []struct {
		sample uint8
		want   [3]float32
	}{{10, [3]float32{10, 10, 10}}, {20, [3]float32{10, 10, 20}}, {30, [3]float32{10, 20, 30}}, {40, [3]float32{20, 30, 40}}}
	for round := range 2 {
		for _, step := range steps {
			if got := [3]float32(see(t, p, step.sample)); got != step.want {
				t.Errorf("round %d: after %d the stack is %v, want %v", round, step.sample, got, step.want)
			}
		}
		p.Reset()
	}
	if err := p.stack.Fill(Input{Floats: make([]float32, 3)}); err == nil {
		t.Error("Fill after Reset without frames: no error")
	}
	see(t, p, 1)
	if err := p.Push(grays(1, 1, 2)); err != nil { // its decision was dropped
		t.Fatal(err)
	}
	if got, want := [3]float32(see(t, p, 3)), [3]float32{1, 2, 3}; got != want {
		t.Errorf("with a dropped frame pushed the stack is %v, want %v", got, want)
	}
	if got := p.Picture().Pix[0]; got != 3 {
		t.Errorf("the newest picture is %d, want 3", got)
	}
}

func TestTensorLayoutScaleMeanAndStd(t *testing.T) {
	frame := func(pixels ...color.RGBA) *image.Paletted {
		f := image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{pixels[0], pixels[1]})
		f.Pix[1] = 1
		return f
	}
	first := frame(color.RGBA{1, 2, 3, 255}, color.RGBA{4, 5, 6, 255})
	second := frame(color.RGBA{11, 12, 13, 255}, color.RGBA{14, 15, 16, 255})
	for _, tt := range []struct {
		layout Layout
		want   [12]float32
	}{
		{NCHW, [12]float32{1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16}},
		{NHWC, [12]float32{1, 2, 3, 11, 12, 13, 4, 5, 6, 14, 15, 16}},
	} {
		s := Spec{Width: 2, Height: 1, Color: RGB, Stack: 2, Layout: tt.layout, Scale: 2, Mean: []float64{1, 2, 3}, Std: []float64{4}, Type: Float32}
		p := preprocessor(t, s, 2, 1)
		tensor := make([]float32, 12)
		if err := p.See(first, Input{Floats: tensor}); err != nil {
			t.Fatal(err)
		}
		if err := p.See(second, Input{Floats: tensor}); err != nil {
			t.Fatal(err)
		}
		for i, got := range tensor {
			sample := tt.want[i]
			channel := (int(sample)%10 - 1) % 3
			if want := (sample*2 - float32(channel+1)) / 4; got != want {
				t.Errorf("%v[%d] is %v, want %v", tt.layout, i, got, want)
			}
		}
		s.Type, s.Scale, s.Mean, s.Std = Uint8, 1, nil, nil
		q, raw := preprocessor(t, s, 2, 1), make([]uint8, 12)
		if err := q.See(first, Input{Bytes: raw}); err != nil {
			t.Fatal(err)
		}
		if err := q.See(second, Input{Bytes: raw}); err != nil {
			t.Fatal(err)
		}
		for i, got := range raw {
			if float32(got) != tt.want[i] {
				t.Errorf("uint8 %v[%d] is %d, want %v", tt.layout, i, got, tt.want[i])
			}
		}
	}
}

func TestAPictureIsDrawnAndSplitIntoPlanes(t *testing.T) {
	p := Picture{Width: 2, Height: 1, Channels: 3, Pix: []uint8{1, 2, 3, 4, 5, 6}}
	img := image.NewRGBA(image.Rect(0, 0, 2, 1))
	if err := p.DrawTo(img); err != nil || string(img.Pix) != "\x01\x02\x03\xff\x04\x05\x06\xff" {
		t.Errorf("DrawTo wrote %v, %v", img.Pix, err)
	}
	planes := make([]uint8, 6)
	if err := p.Planes(planes); err != nil || string(planes) != "\x01\x04\x02\x05\x03\x06" {
		t.Errorf("Planes wrote %v, %v", planes, err)
	}
	if p.DrawTo(image.NewRGBA(image.Rect(0, 0, 1, 1))) == nil || p.Planes(planes[1:]) == nil {
		t.Error("a buffer that is too small: no error")
	}
}

func TestInvalidFramesAndInputsAreRefused(t *testing.T) {
	if _, err := NewPreprocessor(valid(), image.Pt(300, 180)); err == nil || !strings.Contains(err.Error(), "300×180 frames as 80×45") || !strings.Contains(err.Error(), "vision/cv") {
		t.Errorf("a size that is not a whole multiple: %v", err)
	}
	if _, err := NewPreprocessor(Spec{}, image.Pt(320, 180)); err == nil {
		t.Error("the zero spec: no error")
	}
	p := preprocessor(t, valid(), 320, 180)
	tensor := make([]float32, p.Spec().Len())
	if err := p.See(grays(319, 180), Input{Floats: tensor}); err == nil || !strings.Contains(err.Error(), "319×180; want 320×180") {
		t.Errorf("a frame of another size: %v", err)
	}
	if err := p.See(grays(320, 180), Input{Floats: tensor[1:]}); err == nil || !strings.Contains(err.Error(), "7199 elements; want 7200") {
		t.Errorf("a short tensor: %v", err)
	}
	if err := p.See(grays(320, 180), Input{Bytes: make([]uint8, 7200)}); err == nil || !strings.Contains(err.Error(), "takes float32") {
		t.Errorf("bytes for a float model: %v", err)
	}
}

func TestAChangedPaletteIsRead(t *testing.T) {
	s := Spec{Width: 1, Height: 1, Color: Gray, Stack: 1, Layout: NCHW, Scale: 1, Type: Float32}
	p := preprocessor(t, s, 1, 1)
	tensor := make([]float32, 1)
	for _, want := range []uint8{10, 200} {
		f := image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Gray{want}})
		if err := p.See(f, Input{Floats: tensor}); err != nil || tensor[0] != float32(want) {
			t.Errorf("saw %v, %v; want %d", tensor[0], err, want)
		}
	}
}

func TestSeeingAllocatesNothing(t *testing.T) {
	var seer Seer
	for _, color := range []Color{Gray, RGB} {
		for _, layout := range []Layout{NCHW, NHWC} {
			s := valid()
			s.Color, s.Layout = color, layout
			seer = preprocessor(t, s, 320, 180)
			f, tensor := noise(1, 320, 180, 64), make([]float32, s.Len())
			if n := testing.AllocsPerRun(20, func() {
				if err := seer.See(f, Input{Floats: tensor}); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("%v %v: %v allocations per See, want 0", color, layout, n)
			}
		}
	}
}

func BenchmarkSee(b *testing.B) {
	for _, bb := range []struct {
		name string
		set  func(*Spec)
	}{
		{"gray80x45", func(s *Spec) {}},
		{"gray80x45stack4", func(s *Spec) { s.Stack = 4 }},
		{"gray160x90", func(s *Spec) { s.Width, s.Height = 160, 90 }},
		{"rgb80x45", func(s *Spec) { s.Color = RGB }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			s := valid()
			s.Stack = 1
			bb.set(&s)
			p := preprocessor(b, s, 320, 180)
			f, tensor := noise(1, 320, 180, 64), make([]float32, s.Len())
			b.ReportAllocs()
			for b.Loop() {
				if err := p.See(f, Input{Floats: tensor}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

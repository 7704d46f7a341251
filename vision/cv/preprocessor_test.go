package cv

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision"
)

// noise returns a frame of random indices into a random palette.
func noise(seed uint64, w, h int) *image.Paletted {
	r := rand.New(rand.NewPCG(seed, 1))
	p := make(color.Palette, 256)
	for i := range p {
		p[i] = color.RGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255}
	}
	f := image.NewPaletted(image.Rect(0, 0, w, h), p)
	for i := range f.Pix {
		f.Pix[i] = uint8(r.Uint32())
	}
	return f
}

// scene returns a frame like a game's: horizontal bands, and outlined blocks of a few
// colours.
func scene(seed uint64, w, h int) *image.Paletted {
	f := noise(seed, w, h)
	r := rand.New(rand.NewPCG(seed, 2))
	for y := range h {
		for x := range w {
			f.Pix[y*w+x] = uint8(y / 11)
		}
	}
	for range 12 {
		x0, y0, fill := r.IntN(w), r.IntN(h), uint8(40+r.IntN(8))
		for y := y0; y < min(y0+h/4+1, h); y++ {
			for x := x0; x < min(x0+w/8+1, w); x++ {
				f.Pix[y*w+x] = fill
				if y == y0 || x == x0 || (x^y)&7 == 3 {
					f.Pix[y*w+x] = 60
				}
			}
		}
	}
	return f
}

// captured returns the frame as a camera or a video would provide it.
func captured(f *image.Paletted) Frame {
	size := f.Rect.Size()
	out := NewFrame(size.X, size.Y)
	for i := range size.X * size.Y {
		r, g, b := vision.RGBOf(f.Palette[f.Pix[i]])
		out.Pix[3*i], out.Pix[3*i+1], out.Pix[3*i+2] = b, g, r
	}
	return out
}

func spec(w, h int, c vision.Color) vision.Spec {
	return vision.Spec{Width: w, Height: h, Color: c, Stack: 2, Layout: vision.NCHW, Scale: 1.0 / 255, Type: vision.Float32}
}

func preprocessor(t testing.TB, s vision.Spec, w, h int) *Preprocessor {
	t.Helper()
	p, err := NewPreprocessor(s, image.Pt(w, h))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

var _ = []vision.Seer{(*Preprocessor)(nil), (*vision.Preprocessor)(nil)}

func TestInputsAreIdenticalToThoseOfThePureGoPreprocessor(t *testing.T) {
	boxes := []image.Point{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {8, 6}, {2, 4}, {1, 3}, {7, 1}, {20, 18}}
	for _, box := range boxes {
		for _, c := range []vision.Color{vision.Gray, vision.RGB} {
			w, h := 320/box.X, 180/box.Y
			source := image.Pt(w*box.X, h*box.Y)
			s := spec(w, h, c)
			ours := preprocessor(t, s, source.X, source.Y)
			theirs := preprocessor(t, s, source.X, source.Y)
			twin, err := vision.NewPreprocessor(s, source)
			if err != nil {
				t.Fatal(err)
			}
			got, want, video := make([]float32, s.Len()), make([]float32, s.Len()), make([]float32, s.Len())
			for seed := range uint64(6) {
				f := noise(seed, source.X, source.Y)
				if seed%2 == 1 {
					f = scene(seed, source.X, source.Y)
				}
				if err := ours.See(f, vision.Input{Floats: got}); err != nil {
					t.Fatal(err)
				}
				if err := twin.See(f, vision.Input{Floats: want}); err != nil {
					t.Fatal(err)
				}
				if err := theirs.PushCaptured(captured(f)); err != nil {
					t.Fatal(err)
				}
				if err := theirs.Fill(vision.Input{Floats: video}); err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("%v boxes, %v, frame %d", box, c, seed)
				same(t, name+", palette", ours.Picture(), twin.Picture())
				same(t, name+", captured", theirs.Picture(), twin.Picture())
				for i := range want {
					if got[i] != want[i] || video[i] != want[i] {
						t.Fatalf("%s: element %d is %v and %v, want %v", name, i, got[i], video[i], want[i])
					}
				}
			}
		}
	}
}

func same(t *testing.T, name string, got, want vision.Picture) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height || got.Channels != want.Channels || len(got.Pix) != len(want.Pix) {
		t.Fatalf("%s: picture is %d×%d×%d, want %d×%d×%d", name, got.Width, got.Height, got.Channels, want.Width, want.Height, want.Channels)
	}
	for i := range want.Pix {
		if got.Pix[i] != want.Pix[i] {
			t.Fatalf("%s: sample %d is %d, want %d", name, i, got.Pix[i], want.Pix[i])
		}
	}
}

func TestGrayOfMatchesOpenCVForEveryColour(t *testing.T) {
	p := preprocessor(t, vision.Spec{Width: 4096, Height: 64, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Uint8}, 4096, 64)
	f := NewFrame(4096, 64)
	for high := range 64 {
		for i := range 4096 * 64 {
			f.Pix[3*i], f.Pix[3*i+1], f.Pix[3*i+2] = uint8(i), uint8(i>>8), uint8(high*4+i>>16)
		}
		if err := p.PushCaptured(f); err != nil {
			t.Fatal(err)
		}
		for i, got := range p.Picture().Pix {
			if want := vision.GrayOf(uint8(high*4+i>>16), uint8(i>>8), uint8(i)); got != want {
				t.Fatalf("grey of r %d g %d b %d is %d, want %d", high*4+i>>16, i>>8&255, i&255, got, want)
			}
		}
	}
}

func TestAnySizeIsSupported(t *testing.T) {
	for _, size := range []image.Point{{84, 84}, {33, 17}, {640, 360}, {320, 360}, {321, 90}} {
		for _, c := range []vision.Color{vision.Gray, vision.RGB} {
			s := spec(size.X, size.Y, c)
			p, q := preprocessor(t, s, 320, 180), preprocessor(t, s, 320, 180)
			f := scene(5, 320, 180)
			if err := p.Push(f); err != nil {
				t.Fatal(err)
			}
			if err := q.PushCaptured(captured(f)); err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprint(size, c), p.Picture(), q.Picture())
			plain := grayFrame(320, 180, 99)
			if err := p.Push(plain); err != nil {
				t.Fatal(err)
			}
			for i, got := range p.Picture().Pix {
				if got != 99 {
					t.Fatalf("%v %v: a plain frame of 99 has %d at %d", size, c, got, i)
				}
			}
		}
	}
}

func grayFrame(w, h int, sample uint8) *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Gray{sample}})
}

func TestFramesOfAnotherSizeAreRefused(t *testing.T) {
	p := preprocessor(t, spec(80, 45, vision.Gray), 320, 180)
	if err := p.Push(grayFrame(300, 180, 1)); err == nil || !strings.Contains(err.Error(), "300×180; want 320×180") {
		t.Errorf("a palette frame of another size: %v", err)
	}
	if err := p.PushCaptured(Frame{320, 180, make([]uint8, 7)}); err == nil || !strings.Contains(err.Error(), "has 7 samples; want 172800") {
		t.Errorf("a captured frame with too few samples: %v", err)
	}
	if _, err := NewPreprocessor(spec(80, 45, vision.Gray), image.Pt(0, 180)); err == nil {
		t.Error("frames without pixels: no error")
	}
	if _, err := NewPreprocessor(vision.Spec{}, image.Pt(320, 180)); err == nil {
		t.Error("the zero spec: no error")
	}
}

func TestAClosedPreprocessorRefusesFramesAndCanBeClosedAgain(t *testing.T) {
	p, err := NewPreprocessor(spec(80, 45, vision.Gray), image.Pt(320, 180))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if err := p.Push(grayFrame(320, 180, 1)); err == nil {
		t.Error("Push after Close: no error")
	}
}

func TestSeeingAllocatesNothing(t *testing.T) {
	for _, c := range []vision.Color{vision.Gray, vision.RGB} {
		s := spec(80, 45, c)
		p := preprocessor(t, s, 320, 180)
		f, tensor := scene(1, 320, 180), make([]float32, s.Len())
		video := captured(f)
		if n := testing.AllocsPerRun(50, func() {
			if err := p.See(f, vision.Input{Floats: tensor}); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations per See, want 0", c, n)
		}
		if n := testing.AllocsPerRun(50, func() {
			if err := p.PushCaptured(video); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v: %v allocations per PushCaptured, want 0", c, n)
		}
	}
}

func BenchmarkSee(b *testing.B) {
	for _, c := range []vision.Color{vision.Gray, vision.RGB} {
		s := spec(80, 45, c)
		s.Stack = 1
		f, tensor := scene(1, 320, 180), make([]float32, s.Len())
		video := captured(f)
		p := preprocessor(b, s, 320, 180)
		b.Run(c.String()+"80x45", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := p.See(f, vision.Input{Floats: tensor}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.String()+"80x45captured", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := p.PushCaptured(video); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

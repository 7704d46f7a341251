package indexed_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/vision/indexed"
)

// random returns a frame of n random colours with runs of pixels, in a larger image.
func random(seed uint64, w, h, n int) *image.Paletted {
	r := rand.New(rand.NewPCG(seed, 3))
	palette := make(color.Palette, n)
	for i := range palette {
		palette[i] = color.RGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255}
	}
	whole := image.NewPaletted(image.Rect(0, 0, w+3, h+2), palette)
	index := uint8(0)
	for i := range whole.Pix {
		if r.IntN(5) == 0 {
			index = uint8(r.IntN(n))
		}
		whole.Pix[i] = index
	}
	return whole.SubImage(image.Rect(2, 1, w+2, h+1)).(*image.Paletted)
}

// equal reports whether two frames have the same pixels.
func equal(a, b *image.Paletted) bool {
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if a.At(a.Rect.Min.X+x, a.Rect.Min.Y+y) != b.At(b.Rect.Min.X+x, b.Rect.Min.Y+y) {
				return false
			}
		}
	}
	return a.Rect.Size() == b.Rect.Size()
}

func TestAFrameIsReadBackHereAndByAnyPNGReader(t *testing.T) {
	var e indexed.Encoder
	var d indexed.Decoder
	for i, n := range []int{1, 2, 38, 38, 256} {
		want := random(uint64(i), 40+i%2, 30, n)
		data, err := e.Encode(want)
		if err != nil || !indexed.Is(data) {
			t.Fatal(err)
		}
		got, err := d.Decode(data, want.Rect.Size())
		if err != nil || !equal(got, want) {
			t.Fatalf("%d colours: the frame differs (%v)", n, err)
		}
		theirs, err := png.Decode(bytes.NewReader(data))
		if err != nil || !equal(theirs.(*image.Paletted), want) {
			t.Fatalf("%d colours: image/png reads another frame (%v)", n, err)
		}
	}
}

func TestThePaletteIsTheSameSliceWhileItsColoursAre(t *testing.T) {
	var e indexed.Encoder
	var d indexed.Decoder
	first := random(1, 8, 8, 20)
	other := random(2, 8, 8, 20)
	var at []*color.Color
	for _, f := range []*image.Paletted{first, first, other} {
		data, err := e.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Decode(data, f.Rect.Size())
		if err != nil {
			t.Fatal(err)
		}
		at = append(at, &got.Palette[0])
	}
	if at[0] != at[1] || at[1] == at[2] {
		t.Errorf("palettes at %v; want the first two the same, and another third", at)
	}
}

func TestFramesWithoutAPaletteAreRefused(t *testing.T) {
	var e indexed.Encoder
	if _, err := e.Encode(image.NewPaletted(image.Rect(0, 0, 4, 4), nil)); err == nil {
		t.Error("no palette: no error")
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	var e indexed.Encoder
	frame := random(4, 16, 9, 30)
	data, err := e.Encode(frame)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 0x10
		var d indexed.Decoder
		got, err := d.Decode(damaged, frame.Rect.Size())
		if err == nil && !equal(got, frame) {
			t.Fatalf("byte %d is damaged: another frame was read", i)
		}
		if _, err := d.Decode(data[:i], frame.Rect.Size()); err == nil {
			t.Fatalf("cut after %d of %d bytes: no error", i, len(data))
		}
	}
	var d indexed.Decoder
	if _, err := d.Decode(data, image.Pt(16, 10)); err == nil {
		t.Error("a frame of another size: no error")
	}
}

func FuzzDecode(f *testing.F) {
	var e indexed.Encoder
	data, err := e.Encode(random(4, 16, 9, 30))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.Clone(data))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d indexed.Decoder
		got, err := d.Decode(data, image.Pt(16, 9))
		if err == nil && (got.Rect.Size() != image.Pt(16, 9) || len(got.Palette) == 0) {
			t.Errorf("read a frame of %v with %d colours", got.Rect, len(got.Palette))
		}
	})
}

func ExampleEncoder() {
	frame := image.NewPaletted(image.Rect(0, 0, 320, 180), color.Palette{color.Black, color.White})
	frame.SetColorIndex(3, 2, 1)
	var e indexed.Encoder
	var d indexed.Decoder
	data, err := e.Encode(frame)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := d.Decode(data, image.Pt(320, 180))
	fmt.Println(back.ColorIndexAt(3, 2), err)
	// Output: 1 <nil>
}

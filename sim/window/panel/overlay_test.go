package panel

import (
	"image"
	"image/color"
	"strings"
	"testing"
)

func TestALabelStaysInItsPartOfThePicture(t *testing.T) {
	at := image.Rect(100, 50, 100+2*640, 50+2*360)
	part := image.Rect(320, 0, 640, 180) // the upper right one
	for _, c := range []struct {
		x     int
		align Align
		in    image.Rectangle
		want  int // of the window, for a label of 60 pixels
	}{
		{320, FromLeft, part, 740}, {310, FromLeft, part, 740}, {310, FromLeft, image.Rectangle{}, 720},
		{640, FromRight, part, 1320}, {650, FromRight, image.Rectangle{}, 1320}, {480, Centred, part, 1030}, {322, Centred, part, 740},
	} {
		l := Label{Text: "x", X: c.x, Y: 10, Align: c.align, Within: c.in}
		if got := l.Corner(at, 2, 60); got != image.Pt(c.want, 70) {
			t.Errorf("a label at %d, align %d, in %v begins at %v, want %v", c.x, c.align, c.in, got, image.Pt(c.want, 70))
		}
	}
}

func TestAnOverlayIsDrawnOverThePictureAlone(t *testing.T) {
	p := painter(t)
	blue := color.RGBA{0, 0, 0xff, 0xff}
	at := image.Rect(0, 0, 640, 360)
	drawn := func(o Overlay) *image.RGBA {
		dst := image.NewRGBA(image.Rect(0, 0, 640, 400))
		fill(dst, dst.Rect, blue)
		p.Overlay(dst, at, 2, &o)
		if n := count(dst, image.Rect(0, 360, 640, 400), blue); n != 640*40 {
			t.Errorf("%+v: %d pixels below the picture are untouched, want all", o, n)
		}
		return dst
	}
	label := Label{Text: strings.Repeat("name ", 20), X: 10, Y: 20, Letters: 9}
	edge := func(dst *image.RGBA) (x int) { // of the text
		for x = 639; x >= 0; x-- {
			if count(dst, image.Rect(x, 0, x+1, 360), blue) < 360 {
				return x
			}
		}
		return x
	}
	if long := edge(drawn(Overlay{Labels: []Label{label}})); long < 600 {
		t.Errorf("a label of 100 letters ends at %d, want the end of the picture", long)
	}
	label.Width = 100
	if cut := edge(drawn(Overlay{Labels: []Label{label}})); cut < 150 || cut > 10*2+200 {
		t.Errorf("a label of at most 100 pixels of the picture ends at %d, want about 220", cut)
	}
	label.Letters = 3
	if n := count(drawn(Overlay{Labels: []Label{label}}), at, blue); n != 640*360 {
		t.Error("letters of six pixels are drawn")
	}
	boxed := drawn(Overlay{Boxes: []Box{{Rect: image.Rect(10, 10, 20, 30), Ink: InkWarn}}})
	if got := count(boxed, at, warn); got != 2*20+2*40-4 {
		t.Errorf("the edges of a box of 20×40 have %d pixels, want %d", got, 2*20+2*40-4)
	}
	if n := count(drawn(Overlay{Dim: true}), at, blue); n != 0 {
		t.Errorf("%d pixels are not darkened", n)
	}
}

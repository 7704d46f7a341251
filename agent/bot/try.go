package bot

import (
	"fmt"
	"image"
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// triedTick is when, in a match of pro against pro, a model is tried: ten
// seconds in, with the fighters at close quarters.
const triedTick = 10 * sim.TickRate

// matchFrame is what the left side sees then. It is drawn once and never
// written to.
var matchFrame = sync.OnceValues(func() (*image.Paletted, error) {
	frame := raster.NewFrame()
	err := WatchPros(1, func(w *sim.World) bool {
		raster.Draw(frame, w, sim.Left)
		return w.Tick < triedTick
	})
	return frame, err
})

// try runs the model on a frame of a match, stretched to the size of the frames
// that it will see, and refuses scores that are not what it promises.
func (m *Model) try(size image.Point) error {
	frame, err := matchFrame()
	if err != nil {
		return fmt.Errorf("draw a frame of a match: %w", err)
	}
	if size != frame.Rect.Size() {
		frame = stretch(frame, size)
	}
	if err := m.Seer.See(frame, m.Session.Input()); err != nil {
		return fmt.Errorf("see a frame of a match: %w", err)
	}
	m.Seer.Reset()
	return m.Session.Try("a frame of a match")
}

// stretch takes the nearest pixel.
func stretch(src *image.Paletted, size image.Point) *image.Paletted {
	dst := image.NewPaletted(image.Rectangle{Max: size}, src.Palette)
	from := src.Rect.Size()
	for y := range size.Y {
		for x := range size.X {
			dst.Pix[y*dst.Stride+x] = src.Pix[y*from.Y/size.Y*src.Stride+x*from.X/size.X]
		}
	}
	return dst
}

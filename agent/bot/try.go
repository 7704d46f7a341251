package bot

import (
	"fmt"
	"image"
	"sync"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// trialTick is the tick of the match of pro against pro whose frame a model is
// tried on: ten seconds in, with the fighters at close quarters.
const trialTick = 10 * sim.TickRate

// matchFrame is the left side's view at trialTick. It is drawn once and must not
// be modified.
var matchFrame = sync.OnceValues(func() (*image.Paletted, error) {
	frame := raster.NewFrame()
	err := WatchPros(1, func(w *sim.World) bool {
		raster.Draw(frame, w, sim.Left)
		return w.Tick < trialTick
	})
	return frame, err
})

// try runs the model on matchFrame, stretched to the size of the frames that it
// will see. It returns an error if the scores violate its contract, or if a second run
// gives other scores and the setup does not allow that.
func (m *Model) try(size image.Point, s Setup) error {
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
	m.Session.Reset()
	defer m.Session.Reset()
	check := policy.NewOutputCheck(m.Session.Contract().Output)
	if err := m.Session.Try("a frame of a match"); err != nil {
		return err
	}
	check.Add(m.Session.Scores())
	if err := m.repeat(s); err != nil {
		return err
	}
	m.Session.Reset()
	m.Session.Input().Clear()
	if err := m.Session.Try("a zero frame"); err != nil {
		return err
	}
	check.Add(m.Session.Scores())
	if w := check.Warning(); w != "" {
		m.Warnings = append(m.Warnings, w)
	}
	return nil
}

// stretch resizes src by nearest neighbour.
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

package bot

import (
	"image"
	"sync"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// View returns the source of the frames that a side sees of a world, for one decision of the
// model's agent. The world is read by that decision only.
func (m *Model) View(w *sim.World, side sim.Side) agent.FrameSource {
	if g, ok := m.Seer.(*glance); ok {
		g.world, g.side = w, side
		return g
	}
	m.camera.World, m.camera.Side = w, side
	return &m.camera
}

// Eye returns what makes the network's input: "go" or "opencv".
func (m *Model) Eye() string {
	if _, ok := m.Seer.(*cv.Preprocessor); ok {
		return "opencv"
	}
	return "go"
}

// glance draws and sees in one step. As a FrameSource it draws only what the network sees,
// the means of boxes; as a Seer it takes these for its next frame. Frames from other sources
// are seen as by the Preprocessor, which a glance equals byte for byte.
type glance struct {
	*vision.Preprocessor
	painter  *raster.Painter
	backdrop *vision.Backdrop

	world    *sim.World
	side     sim.Side
	at, sums []uint16 // what Grab has drawn
	grabbed  bool     // the next frame is what Grab has drawn
}

// glances reports whether a glance makes the input of frames of this size.
func glances(input vision.Spec, frame image.Point) bool {
	return input.Color == vision.Gray && frame == image.Pt(raster.Width, raster.Height) &&
		input.Width*raster.Box == raster.Width && input.Height*raster.Box == raster.Height
}

// tiles are the game's drawings in the greys that networks see.
var tiles = sync.OnceValue(func() *raster.Tiles {
	var gray [256]uint8
	for i, c := range raster.Palette {
		gray[i] = vision.GrayOf(vision.RGBOf(c))
	}
	return raster.NewTiles(gray)
})

func newGlance(p *vision.Preprocessor) (*glance, error) {
	backdrop, err := p.NewBackdrop(tiles().Scene())
	if err != nil {
		return nil, err
	}
	return &glance{Preprocessor: p, painter: tiles().NewPainter(), backdrop: backdrop}, nil
}

// Grab implements agent.FrameSource. It leaves dst as it is.
func (g *glance) Grab(*image.Paletted) error {
	g.at, g.sums = g.painter.Draw(g.world, g.side)
	g.grabbed = true
	return nil
}

// See implements vision.Seer.
func (g *glance) See(frame *image.Paletted, in vision.Input) error {
	if err := g.Push(frame); err != nil {
		return err
	}
	return g.Fill(in)
}

// Push implements vision.Seer.
func (g *glance) Push(frame *image.Paletted) error {
	if !g.grabbed {
		return g.Preprocessor.Push(frame)
	}
	g.grabbed = false
	g.PushOver(g.backdrop, g.at, g.sums)
	return nil
}

// Reset implements vision.Seer.
func (g *glance) Reset() {
	g.grabbed = false
	g.Preprocessor.Reset()
}

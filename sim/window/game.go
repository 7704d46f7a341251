package window

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// game implements ebiten.Game.
type game struct {
	cfg      Config
	scene    Scene
	keyboard keyboard
	keymap   Keymap
	painter  *panel.Painter
	view     panel.View

	picture board // the scene's
	strip   board // the panels
	cover   board // help
	panels  bool
	stale   bool // the panels must be drawn again
	help    bool
	size    image.Point
	below   image.Rectangle // the panels' place: all that the picture leaves

	speed    int // index into speeds
	owed     float64
	paused   bool
	stepOnce bool
	wishes   [2]sim.Skill // pressed, and not yet handed on

	shoot   string
	leaving bool
	failed  error  // of a drawing that panicked
	saved   error  // of the screenshot that was owed at the end
	ill     bool   // the last screenshot could not be saved
	said    string // what became of it
	title   string
	saidFor int // ticks for which to say it

	began, last time.Time
	ticks       int
	drawn       int
	longest     time.Duration
	lastDrawn   time.Time
}

// speeds are the choices of ticks for each sixtieth of a second.
var speeds = []float64{0.25, 0.5, 1, 2, 4, 8, 16}

const normalSpeed = 2

// panelEvery is how many drawn frames the panels stand: they change ten times a
// second, as decisions do.
const panelEvery = 6

func newGame(cfg Config, s Scene) (*game, error) {
	p, err := panel.NewPainter()
	if err != nil {
		return nil, fmt.Errorf("load font: %w", err)
	}
	keys := cfg.Keys
	if !keys.set {
		keys = defaultKeymap
	}
	return &game{
		cfg: cfg, scene: s, painter: p, speed: normalSpeed, panels: true, stale: true, paused: cfg.Paused,
		keyboard: keyboard{script: cfg.Script, now: -1}, keymap: keys,
	}, nil
}

// Layout implements ebiten.Game: the screen is as large as the window.
func (g *game) Layout(width, height int) (int, int) {
	if size := image.Pt(width, height); size != g.size {
		g.size, g.stale = size, true
	}
	return width, height
}

// Update implements ebiten.Game: 60 times a second.
func (g *game) Update() (err error) {
	defer func() {
		if r := recover(); r != nil { // Ebiten calls this on a goroutine of its own
			err = fmt.Errorf("%v", r)
		}
	}()
	if g.failed != nil {
		return g.failed
	}
	if g.leaving && g.shoot == "" {
		return errDone
	}
	g.clock()
	if err := g.keys(); err != nil {
		return err
	}
	wall := !g.cfg.Lockstep && !g.paused && g.speed == normalSpeed
	switch {
	case g.stepOnce:
		g.stepOnce, g.owed, g.stale = false, 1, true
	case g.paused || g.leaving:
		g.owed = 0
	default:
		g.owed += speeds[g.speed]
	}
	pads := g.pads()
	for i := range pads { // a press waits for its tick
		if pads[i].Skill != 0 {
			g.wishes[i] = pads[i].Skill
		}
	}
	for ; g.owed >= 1; g.owed-- {
		pads[0].Skill, pads[1].Skill = g.wishes[0], g.wishes[1]
		g.wishes = [2]sim.Skill{}
		if err := g.scene.Tick(Tick{Pads: pads, Wall: wall}); err != nil {
			return err
		}
	}
	return nil
}

// clock counts the ticks of the clock and ends the program after the asked
// number of them.
func (g *game) clock() {
	now := time.Now()
	if g.ticks++; g.ticks == 1 {
		g.began = now
	} else if g.ticks > sim.TickRate {
		g.longest = max(g.longest, now.Sub(g.last))
	}
	g.last = now
	g.keyboard.now++
	g.saidFor = max(g.saidFor-1, 0)
	if g.cfg.ExitAfter > 0 && g.ticks > g.cfg.ExitAfter {
		g.leave()
	}
}

// leave ends the program once the screenshot that it may owe is taken.
func (g *game) leave() {
	if !g.leaving {
		g.leaving, g.shoot, g.stale = true, g.cfg.Screenshot, true
	}
}

func (g *game) report() Report {
	return Report{Seconds: g.last.Sub(g.began).Seconds(), Ticks: max(g.ticks-1, 0), Drawn: g.drawn, LongestTick: g.longest}
}

func (g *game) pads() (pads [2]Pad) {
	persons := g.scene.Persons()
	for i, plays := range persons {
		if plays {
			pads[i] = g.keymap.pad(&g.keyboard, i, !persons[1-i])
		}
	}
	return pads
}

// Draw implements ebiten.Game.
func (g *game) Draw(screen *ebiten.Image) {
	defer func() {
		if r := recover(); r != nil {
			g.failed = fmt.Errorf("draw: %v", r)
		}
	}()
	if g.ticks > 0 {
		g.drawn++
	}
	g.breathe()
	frame := g.scene.Frame()
	pixels := frame.Bounds().Size()
	at, scale := layout(g.size.X, g.size.Y, pixels.X, pixels.Y, g.panels)
	screen.Fill(inkBack)
	g.picture.show(screen, frame, at.Min, scale)
	if g.panels {
		below := image.Rectangle{image.Pt(0, min(at.Max.Y, g.size.Y-panel.LeastHeight(g.size.Y))), g.size}
		if g.stale = g.stale || below != g.below; g.stale || g.drawn%panelEvery == 0 {
			g.below = below
			g.tell()
		}
		g.strip.place(screen, g.below.Min, 1)
	}
	if g.help {
		g.drawHelp(screen)
	}
	if g.shoot != "" {
		err := save(screen, g.shoot)
		if g.said, g.saidFor, g.ill = "saved "+g.shoot, 180, err != nil; err != nil {
			g.said = err.Error()
		}
		if g.leaving {
			g.saved = err
		}
		g.shoot = ""
	}
}

// leastFrame is a little less than a sixtieth of a second.
const leastFrame = 15 * time.Millisecond

// breathe keeps a display without vertical synchronisation, a virtual one for
// instance, from being drawn hundreds of times a second.
func (g *game) breathe() {
	time.Sleep(leastFrame - time.Since(g.lastDrawn))
	g.lastDrawn = time.Now()
}

// tell draws the panels anew.
func (g *game) tell() {
	g.stale = false
	g.view = panel.View{Sides: g.view.Sides}
	g.scene.View(&g.view)
	if g.view.Title != g.title {
		g.title = g.view.Title
		ebiten.SetWindowTitle(g.title)
	}
	g.view.Status = strings.TrimSpace(strings.Join([]string{g.status(), g.view.Status, "F1 help"}, "   "))
	if g.saidFor > 0 {
		g.view.Notices = append(g.view.Notices, panel.Notice{Text: g.said, Bad: g.ill})
	}
	g.painter.Draw(g.strip.canvas(g.below.Size()), &g.view)
	g.strip.upload()
}

// timeline is where the timeline is in the window.
func (g *game) timeline() image.Rectangle {
	return panel.TimelineRect(g.below.Size()).Add(g.below.Min)
}

func (g *game) drawHelp(screen *ebiten.Image) {
	w := min(g.size.X-8, 760)
	size := image.Pt(w, min(g.size.Y-8, w*len(helpLines)/34+24))
	if g.cover.size() != size {
		g.painter.Page(g.cover.canvas(size), helpLines)
		g.cover.upload()
	}
	g.cover.place(screen, image.Pt((g.size.X-size.X)/2, (g.size.Y-size.Y)/2), 1)
}

// save writes the screen's pixels to a PNG file.
func save(screen *ebiten.Image, path string) error {
	b := screen.Bounds()
	pic := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	screen.ReadPixels(pic.Pix)
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("save screenshot: %w", err)
	}
	if err := png.Encode(f, pic); err != nil {
		f.Close()
		return fmt.Errorf("save screenshot %s: %w", path, err)
	}
	return f.Close()
}

var inkBack = color.RGBA{0x0b, 0x0b, 0x12, 0xff}

// board is pixels in memory and the same on the screen's side.
type board struct {
	pixels *image.RGBA
	image  *ebiten.Image
}

func (b *board) size() image.Point {
	if b.pixels == nil {
		return image.Point{}
	}
	return b.pixels.Rect.Size()
}

// canvas is the pixels, of that size, to be drawn to before upload.
func (b *board) canvas(size image.Point) *image.RGBA {
	if b.size() != size {
		b.pixels = image.NewRGBA(image.Rectangle{Max: size})
		if b.image != nil {
			b.image.Deallocate()
		}
		b.image = ebiten.NewImage(size.X, size.Y)
	}
	return b.pixels
}

func (b *board) upload() { b.image.WritePixels(b.pixels.Pix) }

// place draws the board with its corner at a point.
func (b *board) place(screen *ebiten.Image, at image.Point, scale float64) {
	if b.image == nil {
		return
	}
	var o ebiten.DrawImageOptions
	o.GeoM.Scale(scale, scale)
	o.GeoM.Translate(float64(at.X), float64(at.Y))
	screen.DrawImage(b.image, &o)
}

// show uploads a scene's frame and draws it.
func (b *board) show(screen *ebiten.Image, frame image.Image, at image.Point, scale float64) {
	size := frame.Bounds().Size()
	switch f := frame.(type) {
	case *image.Paletted:
		dst := b.canvas(size)
		for i, p := range f.Pix {
			*(*[4]byte)(dst.Pix[4*i:]) = colours[p]
		}
		b.upload()
	case *image.RGBA:
		b.canvas(size)
		b.image.WritePixels(f.Pix)
	default:
		panic(fmt.Sprintf("window: a scene's frame is a %T", frame))
	}
	b.place(screen, at, scale)
}

// colours are raster's palette as the screen wants it.
var colours = func() (c [256][4]byte) {
	for i, p := range raster.Palette {
		r, g, b, a := p.RGBA()
		c[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	return c
}()

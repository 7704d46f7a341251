package window

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// game implements ebiten.Game.
type game struct {
	cfg   Config
	match Match

	frame   *image.Paletted // raster's pixels
	rgba    []byte          // the same for the screen
	picture *ebiten.Image
	font    *typeface

	speed    int // index into speeds
	owed     float64
	paused   bool
	stepOnce bool
	panels   bool
	help     bool
	ticks    int
	over     int // ticks of play for which the match has been over
	shoot    string
	leaving  bool
	saved    error // of the last screenshot
	size     image.Point
}

// speeds are the choices of ticks for each sixtieth of a second.
var speeds = []float64{0.25, 0.5, 1, 2, 4, 8, 16}

const normalSpeed = 2

// restTicks is how long the end of a match is shown before the next.
const restTicks = 2 * sim.TickRate

func newGame(cfg Config, m Match) (*game, error) {
	f, err := newTypeface()
	if err != nil {
		return nil, err
	}
	return &game{
		cfg: cfg, match: m, font: f, speed: normalSpeed, panels: true,
		frame: raster.NewFrame(), rgba: make([]byte, 4*raster.Width*raster.Height),
		picture: ebiten.NewImage(raster.Width, raster.Height),
	}, nil
}

// Layout implements ebiten.Game: the screen is as large as the window.
func (g *game) Layout(width, height int) (int, int) {
	g.size = image.Pt(width, height)
	return width, height
}

// Update implements ebiten.Game: 60 times a second.
func (g *game) Update() error {
	if g.leaving && g.shoot == "" {
		return errDone
	}
	if err := g.keys(); err != nil {
		return err
	}
	switch {
	case g.stepOnce:
		g.stepOnce, g.owed = false, 1
	case g.paused || g.leaving:
		g.owed = 0
	default:
		g.owed += speeds[g.speed]
	}
	for ; g.owed >= 1; g.owed-- {
		if err := g.tick(); err != nil {
			return err
		}
		if g.leaving {
			break
		}
	}
	return nil
}

// tick plays one tick, and the next match when this one has been over for a
// while.
func (g *game) tick() error {
	if g.match.World().Outcome() != sim.Running {
		if g.over++; g.over > restTicks {
			g.over = 0
			return g.match.Next()
		}
		return g.count()
	}
	if err := g.match.Step(); err != nil {
		return err
	}
	return g.count()
}

// count ends the program after the asked number of ticks, with its screenshot.
func (g *game) count() error {
	g.ticks++
	if g.cfg.ExitAfter > 0 && g.ticks >= g.cfg.ExitAfter {
		g.leaving, g.shoot = true, g.cfg.Screenshot
	}
	return nil
}

func (g *game) keys() error {
	pressed := inpututil.IsKeyJustPressed
	switch {
	case pressed(ebiten.KeyEscape), pressed(ebiten.KeyQ):
		g.leaving, g.shoot = true, g.cfg.Screenshot
	case pressed(ebiten.KeySpace):
		g.paused = !g.paused
	case pressed(ebiten.KeyPeriod):
		g.paused, g.stepOnce = true, true
	case pressed(ebiten.KeyN):
		g.over = 0
		return g.match.Next()
	case pressed(ebiten.KeyR):
		g.over = 0
		return g.match.Restart()
	case pressed(ebiten.KeyH):
		g.panels = !g.panels
	case pressed(ebiten.KeyF1), pressed(ebiten.KeySlash):
		g.help = !g.help
	case pressed(ebiten.KeyF11), pressed(ebiten.KeyF):
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	case pressed(ebiten.KeyF12), pressed(ebiten.KeyP):
		g.shoot = time.Now().Format("kumite-20060102-150405.png")
	case pressed(ebiten.KeyEqual), pressed(ebiten.KeyKPAdd):
		g.speed = min(g.speed+1, len(speeds)-1)
	case pressed(ebiten.KeyMinus), pressed(ebiten.KeyKPSubtract):
		g.speed = max(g.speed-1, 0)
	}
	return nil
}

// Draw implements ebiten.Game.
func (g *game) Draw(screen *ebiten.Image) {
	raster.Draw(g.frame, g.match.World(), sim.Left)
	for i, p := range g.frame.Pix {
		copy(g.rgba[4*i:], colours[p][:])
	}
	g.picture.WritePixels(g.rgba)
	screen.Fill(inkBack)
	at, scale := layout(g.size.X, g.size.Y, raster.Width, raster.Height, g.panels)
	var place ebiten.DrawImageOptions
	place.GeoM.Scale(float64(scale), float64(scale))
	place.GeoM.Translate(float64(at.Min.X), float64(at.Min.Y))
	screen.DrawImage(g.picture, &place)
	if g.panels {
		g.drawPanels(screen, image.Rect(at.Min.X, at.Max.Y, at.Max.X, g.size.Y))
	}
	if g.help {
		g.drawHelp(screen)
	}
	if g.shoot != "" {
		g.saved = save(screen, g.shoot)
		g.shoot = ""
	}
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

// colours are raster's palette as the screen wants it.
var colours = func() (c [256][4]byte) {
	for i, p := range raster.Palette {
		r, g, b, a := p.RGBA()
		c[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	return c
}()

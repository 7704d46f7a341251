package window

import (
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/window/panel"
)

// noticeTicks is how long the result of a screenshot, or of a key, is shown.
const noticeTicks = 180

// screenshotName returns the file name of a screenshot taken with a key, in the working
// folder: who plays, the seed and the tick, and the time, so that no file is overwritten.
func (g *game) screenshotName() string {
	stem := g.view.Stem
	if stem == "" {
		stem = "kumite"
	}
	name := stem + "-" + time.Now().Format("20060102-150405.000") + ".png"
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// takeScreenshot saves the screen to the requested file.
func (g *game) takeScreenshot(screen *ebiten.Image) {
	err := save(screen, g.screenshot)
	g.notice, g.noticeFor = panel.Notice{Text: "saved " + g.screenshot}, noticeTicks
	if err != nil {
		g.notice = panel.Notice{Text: err.Error(), Bad: true}
	}
	if err == nil && g.cfg.Saved != nil {
		g.cfg.Saved(g.screenshot)
	}
	if g.leaving {
		g.saveErr = err
	}
	g.screenshot = ""
}

// save writes the screen's pixels to a PNG file.
func save(screen *ebiten.Image, path string) error {
	b := screen.Bounds()
	pic := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	screen.ReadPixels(pic.Pix)
	f, err := safefile.Create(path)
	if err != nil {
		return fmt.Errorf("save screenshot: %w", err)
	}
	if err := png.Encode(f, pic); err != nil {
		f.Close()
		return fmt.Errorf("save screenshot %s: %w", path, err)
	}
	return f.Close()
}

package window

import (
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/draw"

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

// say shows a line for a while.
func (g *game) say(text string) {
	g.notice, g.noticeFor, g.stale = panel.Notice{Text: text}, noticeTicks, true
}

// takeScreenshot saves the screen to the requested file, or the scene's picture alone, at
// the scale at which it is shown.
func (g *game) takeScreenshot(screen *ebiten.Image, picture image.Image, scale float64) {
	var pic image.Image
	if g.plain && !g.leaving {
		pic = enlarged(picture, max(int(scale), 1))
	} else {
		pic = pixelsOf(screen)
	}
	err := save(pic, g.screenshot)
	g.say("saved " + g.screenshot)
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

func pixelsOf(screen *ebiten.Image) image.Image {
	pic := image.NewRGBA(image.Rectangle{Max: screen.Bounds().Size()})
	screen.ReadPixels(pic.Pix)
	return pic
}

// enlarged returns a picture with each pixel repeated.
func enlarged(pic image.Image, times int) image.Image {
	dst := image.NewRGBA(image.Rectangle{Max: pic.Bounds().Size().Mul(times)})
	draw.NearestNeighbor.Scale(dst, dst.Rect, pic, pic.Bounds(), draw.Src, nil)
	return dst
}

// save writes a PNG file.
func save(pic image.Image, path string) error {
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

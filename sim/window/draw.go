package window

import (
	"image"
	"image/color"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

var inkBack = color.RGBA{0x0b, 0x0b, 0x12, 0xff}

// Draw implements ebiten.Game.
func (g *game) Draw(screen *ebiten.Image) {
	defer func() {
		if r := recover(); r != nil {
			g.drawErr = drawingError(r, g.size)
		}
	}()
	if g.ticks > 0 {
		g.drawn++
	}
	g.limitFrameRate()
	frame := g.scene.Frame()
	pixels := frame.Bounds().Size()
	_, pixelArt := frame.(*image.Paletted)
	at, scale := g.layout(pixels, !pixelArt)
	if g.panels { // below the picture, even if the room is small
		at = at.Sub(image.Pt(0, at.Min.Y))
	}
	g.at, g.scale = at, scale
	screen.Fill(inkBack)
	g.picture.show(screen, frame, at.Min, scale, !pixelArt)
	if s, ok := g.scene.(scene.Overlayer); ok && !g.help {
		g.overlay.draw(screen, s, g.painter, at, scale)
	}
	if g.panels && at.Max.Y < g.size.Y {
		below := image.Rectangle{image.Pt(0, at.Max.Y), g.size}
		if g.stale = g.stale || below != g.below; g.stale || g.drawn%panelEvery == 0 {
			g.below = below
			g.drawPanels()
		}
		g.strip.place(screen, g.below.Min, 1, false)
	}
	if g.help {
		g.drawHelp(screen)
	}
	if g.screenshot != "" {
		g.takeScreenshot(screen, frame, scale)
	}
}

// layout places a picture of so many pixels, and leaves room for the panels.
func (g *game) layout(picture image.Point, footage bool) (at image.Rectangle, scale float64) {
	if !g.panels {
		return layout(g.size, picture, 0, footage)
	}
	if t := g.view.Timeline; t != nil && !t.Live {
		if at, scale = layout(g.size, picture, g.painter.LeastHeight(g.size, true), footage); at.Max.Y < g.size.Y {
			return at, scale
		}
	}
	return layout(g.size, picture, g.painter.LeastHeight(g.size, false), footage)
}

// leastFrame is a little less than a sixtieth of a second.
const leastFrame = 15 * time.Millisecond

// limitFrameRate limits drawing on a display without vertical synchronisation, such as
// a virtual one.
func (g *game) limitFrameRate() {
	time.Sleep(leastFrame - time.Since(g.lastDrawn))
	g.lastDrawn = time.Now()
}

// drawPanels redraws the panels.
func (g *game) drawPanels() {
	g.stale = false
	g.view = panel.View{Sides: g.view.Sides}
	g.scene.View(&g.view)
	if g.view.Title != g.title {
		g.title = g.view.Title
		ebiten.SetWindowTitle(g.title)
	}
	g.view.Status = strings.TrimSpace(strings.Join([]string{g.status(), g.view.Status, "F1 help"}, "   "))
	if g.noticeFor > 0 {
		g.view.Notices = append(g.view.Notices, g.notice)
	}
	if g.note != nil {
		g.view.Notices = append(g.view.Notices, g.note.shown())
	}
	g.painter.Draw(g.strip.canvas(g.below.Size()), &g.view)
	g.strip.upload()
}

// timeline returns the rectangle of the timeline in the window.
func (g *game) timeline() image.Rectangle {
	return g.painter.TimelineRect(g.below.Size(), &g.view).Add(g.below.Min)
}

package window

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"

	"github.com/kumite/kumite/sim"
)

var (
	inkBack  = color.RGBA{0x0b, 0x0b, 0x12, 0xff}
	inkText  = color.RGBA{0xe8, 0xe6, 0xf0, 0xff}
	inkDim   = color.RGBA{0x8d, 0x8a, 0xa0, 0xff}
	inkGreen = color.RGBA{0x62, 0xd2, 0x6a, 0xff}
	inkRed   = color.RGBA{0xe0, 0x64, 0x5a, 0xff}
	inkWarn  = color.RGBA{0xff, 0xe4, 0x5c, 0xff}
	inkCover = color.RGBA{0x0b, 0x0b, 0x12, 0xe8}
)

// typeface is the Go fonts (BSD licence, golang.org/x/image/font/gofont).
type typeface struct{ bold, mono *text.GoTextFaceSource }

func newTypeface() (*typeface, error) {
	bold, err := text.NewGoTextFaceSource(bytes.NewReader(gobold.TTF))
	if err != nil {
		return nil, fmt.Errorf("load font: %w", err)
	}
	mono, err := text.NewGoTextFaceSource(bytes.NewReader(gomono.TTF))
	if err != nil {
		return nil, fmt.Errorf("load font: %w", err)
	}
	return &typeface{bold, mono}, nil
}

// write draws one line of text with its top at y, aligned to start, centre or
// end at x.
func (g *game) write(screen *ebiten.Image, source *text.GoTextFaceSource, size float64, s string, x, y float64, align text.Align, ink color.Color) {
	var o text.DrawOptions
	o.GeoM.Translate(x, y)
	o.ColorScale.ScaleWithColor(ink)
	o.PrimaryAlign = align
	text.Draw(screen, s, &text.GoTextFace{Source: source, Size: size}, &o)
}

// lastShown is for how long a sent skill stays bright.
const lastShown = 90 // ticks

func (g *game) drawPanels(screen *ebiten.Image, room image.Rectangle) {
	w := g.match.World()
	unit := max(float64(room.Dx())/960, 0.55)
	big, small := 24*unit, 13*unit
	line := small * 1.5
	pad := 14 * unit
	top := float64(room.Min.Y) + pad*0.7
	left, right := float64(room.Min.X)+pad, float64(room.Max.X)-pad
	half := float64(room.Dx())/2 - pad*1.5
	for i, p := range g.match.Panels() {
		x, align, team := left, text.AlignStart, inkGreen
		if i == 1 {
			x, align, team = right, text.AlignEnd, inkRed
		}
		y := top
		fit := func(s string, size float64) string { return shorten(s, int(half/(size*0.6))) }
		g.write(screen, g.font.bold, big*0.8, fit(p.Name, big*0.6), x, y, align, team)
		y += big * 1.05
		g.write(screen, g.font.mono, small*0.85, fit(p.Detail, small*0.85), x, y, align, inkDim)
		y += line
		last, ink := "—", color.Color(inkDim)
		if p.LastTick >= 0 {
			last = p.Last
			if w.Tick-p.LastTick < lastShown {
				ink = inkText
			}
		}
		g.write(screen, g.font.mono, small, fit("last  "+last, small), x, y, align, ink)
		y += line
		if p.Now != "" {
			g.write(screen, g.font.mono, small, fit("now   "+p.Now, small), x, y, align, inkDim)
			y += line
		}
		g.write(screen, g.font.mono, small, fmt.Sprintf("%.1f skills a minute", p.PerMin), x, y, align, inkDim)
		if p.Warning != "" {
			g.write(screen, g.font.bold, small, p.Warning, x, y+line, align, inkWarn)
		}
	}
	middle, bottom := float64(room.Min.X+room.Max.X)/2, float64(room.Max.Y)-line*1.4
	state := ""
	switch {
	case w.Outcome() != sim.Running:
		state = "over: " + w.Outcome().String()
	case g.paused:
		state = "paused"
	case g.speed != normalSpeed:
		state = fmt.Sprintf("%g×", speeds[g.speed])
	}
	g.write(screen, g.font.bold, small*1.1, g.match.Score(), middle, bottom-line, text.AlignCenter, inkText)
	g.write(screen, g.font.mono, small*0.85, strings.TrimSpace(state+"   F1 help"), middle, bottom+line*0.2, text.AlignCenter, inkDim)
}

// shorten cuts a line to n characters, with an ellipsis.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n || n < 2 {
		return s
	}
	return string(r[:n-1]) + "…"
}

var helpLines = []string{
	"Space   pause              .    one tick",
	"N       next match         R    same seed again",
	"+ -     speed, ¼× to 16×    H    panels on and off",
	"F11 F   full screen        F12 P  screenshot",
	"F1 /    this help          Esc Q  leave",
}

func (g *game) drawHelp(screen *ebiten.Image) {
	w, h := float32(g.size.X), float32(g.size.Y)
	size := max(float64(w)/70, 9)
	tall := float32(size) * 1.7 * float32(len(helpLines)+1)
	vector.FillRect(screen, 0, (h-tall)/2, w, tall, inkCover, false)
	for i, l := range helpLines {
		g.write(screen, g.font.mono, size, l, float64(w)/2-size*12.5, float64((h-tall)/2)+size*1.7*(float64(i)+0.5), text.AlignStart, inkText)
	}
}

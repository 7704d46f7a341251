package watch

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// whole is a grid of which no match is at full size: what clips of the grid film.
type whole struct{ *Grid }

// Frame implements scene.Scene.
func (g *Grid) Frame() image.Image {
	if g.zoomed {
		return g.cells[g.chosen].Frame()
	}
	return whole{g}.Frame()
}

// Frame implements scene.Scene.
func (g whole) Frame() image.Image {
	for i, m := range g.cells {
		at, src := g.cell(i), m.draw()
		for y := range raster.Height {
			copy(g.frame.Pix[g.frame.PixOffset(at.Min.X, at.Min.Y+y):][:raster.Width], src.Pix[y*src.Stride:])
		}
	}
	return g.frame
}

// View implements scene.Scene.
func (g *Grid) View(v *panel.View) {
	if !g.zoomed {
		whole{g}.View(v)
		return
	}
	g.cells[g.chosen].View(v)
	v.Title = fmt.Sprintf("%s, match %d of %d", v.Title, g.chosen+1, len(g.cells))
	v.Notices = g.notices.list(v.Notices)
	if v.Status == "" {
		v.Status = fmt.Sprintf("match %d of %d: %d or a click shows all", g.chosen+1, len(g.cells), g.chosen+1)
	}
}

// View implements scene.Scene: the panels of the chosen match, and the score of all.
func (g whole) View(v *panel.View) {
	chosen := g.cells[g.chosen]
	chosen.View(v)
	names, order := chosen.names(), chosen.order()
	for i := range v.Sides {
		v.Sides[i].Name = fmt.Sprintf("%d: %s", g.chosen+1, v.Sides[i].Name)
	}
	total := g.total()
	v.Title = fmt.Sprintf("kumite: %d matches of %s against %s", len(g.cells), names[0], names[1])
	v.Stem, v.Score = g.stem(), total.text(names, g.seeds(), order)
	v.Status = "1–9 or a click: one match"
	v.Notices = v.Notices[:0]
	for i, m := range g.cells {
		for _, n := range m.notices.list(nil) {
			v.Notices = append(v.Notices, panel.Notice{Text: fmt.Sprintf("%d: %s", i+1, n.Text), Bad: n.Bad})
		}
		if m.pace.slow() && !v.Slow {
			v.Pace, v.Slow = m.pace.text(), true
		}
	}
	v.Notices = g.notices.list(v.Notices)
}

// stem is the beginning of the names of clips and screenshots.
func (g *Grid) stem() string {
	return fmt.Sprintf("grid%dx%d-%s", g.columns, len(g.cells)/g.columns, g.cells[0].stem())
}

// Overlay implements scene.Overlayer.
func (g *Grid) Overlay(o *panel.Overlay) {
	if g.zoomed {
		g.cells[g.chosen].Overlay(o)
		return
	}
	whole{g}.Overlay(o)
}

// Rows of the labels of a match in its part of the picture.
const (
	cellScoreY = 163
	cellSlowY  = 151
)

// Overlay implements scene.Overlayer: what each match shows over its picture, with its number
// and score, and whether the machine is too slow for it.
func (g whole) Overlay(o *panel.Overlay) {
	if g.hide {
		return
	}
	for i, m := range g.cells {
		at := g.cell(i)
		g.drawn = panel.Overlay{Labels: g.drawn.Labels[:0], Boxes: g.drawn.Boxes[:0]}
		m.Overlay(&g.drawn)
		order, wins := m.order(), m.score.wins
		label := func(text string, y int, ink panel.Ink) {
			g.drawn.Labels = append(g.drawn.Labels, panel.Label{Text: text, X: raster.Width / 2, Y: y, Letters: 9, Align: panel.Centred, Ink: ink})
		}
		label(fmt.Sprintf("%d: %d–%d", i+1, wins[order[0]], wins[order[1]]), cellScoreY, panel.InkText)
		if text := m.tooSlow(); text != "" {
			label(text, cellSlowY, panel.InkWarn)
		}
		for _, l := range g.drawn.Labels {
			l.X, l.Y, l.Within = l.X+at.Min.X, l.Y+at.Min.Y, at
			o.Labels = append(o.Labels, l)
		}
		for _, b := range g.drawn.Boxes {
			b.Rect = b.Rect.Add(at.Min).Intersect(at)
			o.Boxes = append(o.Boxes, b)
		}
		o.Boxes = append(o.Boxes, panel.Box{Rect: at, Ink: panel.InkSoft})
	}
	o.Boxes = append(o.Boxes, panel.Box{Rect: g.cell(g.chosen), Ink: panel.InkWarn})
}

// tooSlow says in a few words that the match does not count, or that decisions of the last
// ten seconds were late, or returns "".
func (m *Match) tooSlow() string {
	if m.slow || m.pace.slow() {
		return "too slow: does not count"
	}
	late := 0
	for _, s := range m.seats {
		late += s.history.missed
	}
	if late > 0 {
		return fmt.Sprintf("%d decisions late", late)
	}
	return ""
}

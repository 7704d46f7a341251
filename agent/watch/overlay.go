package watch

import (
	"fmt"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// Where things are in the picture, in its pixels.
const (
	nameY    = 34 // below the bars
	marksY   = 43
	bannerY  = 62
	figure   = 44 // the height of a fighter
	floating = 50 // ticks for which the damage of a hit is shown
	barEnd   = 142
)

// floater is a line that rises from a fighter for a while.
type floater struct {
	text  string
	ink   panel.Ink
	side  sim.Side // above which it rises
	since int32
}

// floaters keeps the lines that are shown over the fighters.
type floaters struct{ all []floater }

// see adds the damage of a tick's events, and why a person's press was not possible.
func (f *floaters) see(before, w *sim.World, persons [2]bool) {
	kept := f.all[:0]
	for _, x := range f.all {
		if w.Tick-x.since < floating && w.Tick >= x.since {
			kept = append(kept, x)
		}
	}
	f.all = kept
	for _, e := range w.Events.All() {
		victim := e.Side.Other()
		switch e.Kind {
		case sim.Hit:
			f.add(w.Tick, victim, fmt.Sprintf("−%d", e.Damage), panel.InkBad)
		case sim.Blocked:
			f.add(w.Tick, victim, fmt.Sprintf("blocked −%d", e.Damage), panel.InkSoft)
		case sim.Parried:
			f.add(w.Tick, victim, "parried", panel.InkGood)
		case sim.Eaten:
			f.add(w.Tick, e.Side, "ate it", panel.InkGood)
		case sim.Missed:
			f.add(w.Tick, e.Side, fmt.Sprintf("missed −%d", e.Damage), panel.InkWarn)
		case sim.Rejected:
			if persons[e.Side] {
				f.add(w.Tick, e.Side, e.Skill.String()+": "+hindrance(&before.Fighters[e.Side], e.Skill), panel.InkWarn)
			}
		}
	}
}

func (f *floaters) add(tick int32, side sim.Side, text string, ink panel.Ink) {
	f.all = append(f.all, floater{text, ink, side, tick})
}

// Overlay implements scene.Overlayer.
func (m *Match) Overlay(o *panel.Overlay) {
	if m.hideOverlay {
		return
	}
	order := m.order()
	stage := stageOf(order[0])
	names := m.names()
	labelBars(o, [2]string{names[order[0]], names[order[1]]}, m.score.marks(order))
	stage.floaters(o, &m.world, m.floaters.all)
	m.training.draw(o, stage, &m.world, m.inputs)
	switch {
	case m.countdown > 0:
		n := (m.countdown + sim.TickRate - 1) / sim.TickRate
		banner(o, fmt.Sprint(n), fmt.Sprintf("%s against %s", names[order[0]], names[order[1]]), panel.InkText)
	case m.world.Tick < fightTicks && m.countdownTicks > 0:
		banner(o, "FIGHT", "", panel.InkText)
	case m.world.Outcome() != sim.Running:
		head, ink := endingOf(&m.world, order[0])
		banner(o, head, m.score.result(m.world.Outcome(), names), ink)
	}
}

// fightTicks is how long the start of a match is announced after a countdown.
const fightTicks = sim.TickRate * 3 / 4

// endingOf says how a match ended, in the colour of the winner.
func endingOf(w *sim.World, viewer sim.Side) (string, panel.Ink) {
	winner, ok := w.Outcome().Winner()
	if !ok {
		return "DRAW", panel.InkText
	}
	ink := panel.InkRight
	if winner == viewer {
		ink = panel.InkLeft
	}
	if w.Fighters[winner.Other()].Health > 0 {
		return "TIME", ink
	}
	return "K.O.", ink
}

// banner writes large letters across the picture, with a line below them.
func banner(o *panel.Overlay, head, line string, ink panel.Ink) {
	o.Labels = append(o.Labels,
		panel.Label{Text: head, X: raster.Width / 2, Y: bannerY, Letters: 32, Align: panel.Centred, Ink: ink},
		panel.Label{Text: line, X: raster.Width / 2, Y: bannerY + 42, Letters: 9, Align: panel.Centred, Ink: panel.InkText})
}

// labelBars writes the names of the sides below their bars, what each bar is, and the
// matches that each has won in this set.
func labelBars(o *panel.Overlay, names, marks [2]string) {
	for i, x := range [2]int{12, raster.Width - 12} {
		align, inner, innerAlign, ink := panel.FromLeft, barEnd, panel.FromRight, panel.InkLeft
		if i == 1 {
			align, inner, innerAlign, ink = panel.FromRight, raster.Width-barEnd, panel.FromLeft, panel.InkRight
		}
		o.Labels = append(o.Labels,
			panel.Label{Text: names[i], X: x, Y: nameY, Letters: 7, Align: align, Ink: ink, Width: raster.Width/2 - 24},
			panel.Label{Text: marks[i], X: x, Y: marksY, Letters: 8, Align: align, Ink: panel.InkWarn},
			panel.Label{Text: "health", X: inner, Y: 4, Letters: 5, Align: innerAlign, Ink: panel.InkText},
			panel.Label{Text: "stamina", X: inner, Y: 15, Letters: 4, Align: innerAlign, Ink: panel.InkText},
			panel.Label{Text: "gauge", X: inner, Y: 23, Letters: 4, Align: innerAlign, Ink: panel.InkText})
	}
}

// stage converts positions in the arena to pixels of the picture.
type stage struct {
	viewer sim.Side
	mirror int32
}

func stageOf(viewer sim.Side) stage {
	if viewer == sim.Right {
		return stage{viewer, -1}
	}
	return stage{viewer, 1}
}

func (s stage) x(x int32) int { return raster.Width/2 + int(x*s.mirror/sim.Px) }

func (s stage) y(y int32) int { return raster.FloorY - int(y/sim.Px) }

func (s stage) floaters(o *panel.Overlay, w *sim.World, all []floater) {
	var n [2]int
	for i := len(all) - 1; i >= 0; i-- {
		x := all[i]
		f := &w.Fighters[x.side]
		age, letters := int(w.Tick-x.since), 9
		if len(x.text) > 16 {
			letters = 6 // words, not a number
		}
		o.Labels = append(o.Labels, panel.Label{
			Text: x.text, X: s.x(f.X), Y: s.y(f.Y) - figure - 16 - age/4 - 9*n[x.side], Letters: letters, Align: panel.Centred, Ink: x.ink,
		})
		n[x.side]++
	}
}

package watch

import (
	"fmt"
	"image"
	"strings"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// training says which aids are drawn over the picture.
type training struct {
	boxes  bool // bodies, reaches and fireballs
	frames bool // the phases of the running skill, and who is free first
	inputs bool // what both sides have pressed
	timers bool // stun and cooldowns
}

// toggle switches the aid of a command on or off.
func (t *training) toggle(c scene.Command) {
	switch c {
	case scene.Boxes:
		t.boxes = !t.boxes
	case scene.FrameData:
		t.frames = !t.frames
	case scene.Inputs:
		t.inputs = !t.inputs
	case scene.Timers:
		t.timers = !t.timers
	}
}

// shownInputs is the number of inputs that are listed for a side.
const shownInputs = 10

// inputRun is an input that was held for some ticks.
type inputRun struct {
	in    sim.Input
	ticks int
}

// inputs are the newest inputs of both sides, oldest first.
type inputs [2][]inputRun

// add adds the inputs of a tick.
func (h *inputs) add(in [2]sim.Input) {
	for side := range h {
		all := h[side]
		if n := len(all); n > 0 && all[n-1].in == in[side] && in[side].Skill == sim.None {
			all[n-1].ticks++
			continue
		}
		all = append(all, inputRun{in[side], 1})
		if len(all) > shownInputs {
			copy(all, all[1:])
			all = all[:shownInputs]
		}
		h[side] = all
	}
}

// inputText describes an input in the directions of the fighter.
func inputText(r inputRun) string {
	var words []string
	for _, k := range []struct {
		key  sim.Move
		name string
	}{{sim.Forward, "forward"}, {sim.Back, "back"}, {sim.Hop, "hop"}, {sim.Block, "guard"}} {
		if r.in.Move&k.key != 0 {
			words = append(words, k.name)
		}
	}
	if r.in.Skill != sim.None {
		words = append(words, r.in.Skill.String())
	}
	if len(words) == 0 {
		words = []string{"–"}
	}
	return fmt.Sprintf("%s %d", strings.Join(words, "+"), r.ticks)
}

// draw adds the aids that are on: boxes where they are, and text at the side's edge, so that
// that of one fighter never covers the other's.
func (t *training) draw(o *panel.Overlay, s stage, w *sim.World, h inputs) {
	for _, side := range [2]sim.Side{s.viewer, s.viewer.Other()} {
		if t.boxes {
			s.boxes(o, w, side)
		}
		x, align := 6, panel.FromLeft
		if side != s.viewer {
			x, align = raster.Width-6, panel.FromRight
		}
		write := func(text string, y int, ink panel.Ink) {
			o.Labels = append(o.Labels, panel.Label{Text: text, X: x, Y: y, Letters: 5, Align: align, Ink: ink})
		}
		if t.frames {
			write(framesText(w, side), framesY, panel.InkText)
		}
		if t.timers {
			write(timersText(&w.Fighters[side]), timersY, panel.InkWarn)
		}
		if t.inputs {
			for i, r := range h[side] {
				write(inputText(r), inputsY+7*i, panel.InkSoft)
			}
		}
	}
}

// Rows of the aids in the picture.
const (
	inputsY = 54
	framesY = 141
	timersY = 152
)

// boxes draws a fighter's body, the reach of its strike and its fireball. A body is red
// while a strike does full damage, green while it guards.
func (s stage) boxes(o *panel.Overlay, w *sim.World, side sim.Side) {
	f := &w.Fighters[side]
	half := int(sim.BodyWidth / sim.Px / 2)
	body := image.Rect(s.x(f.X)-half, s.y(f.Y)-figure, s.x(f.X)+half, s.y(f.Y))
	ink := panel.InkSoft
	switch {
	case f.Grace > 0 || f.Phase == sim.Hurt:
		ink = panel.InkText
	case f.Phase == sim.Ready && f.Stance == sim.Guard, f.Parrying():
		ink = panel.InkGood
	case f.Busy(), f.Airborne(), f.Dropped():
		ink = panel.InkBad
	}
	o.Boxes = append(o.Boxes, panel.Box{Rect: body, Ink: ink})
	if f.Skill.Strikes() && (f.Phase == sim.Startup || f.Phase == sim.Active) {
		ink := panel.InkSoft
		if f.Phase == sim.Active {
			ink = panel.InkWarn
		}
		reach := image.Rect(s.x(f.X), s.y(f.Y)-figure*2/3, s.x(f.X+f.Facing*f.Skill.Spec().Reach), s.y(f.Y)-figure/3)
		o.Boxes = append(o.Boxes, panel.Box{Rect: reach, Ink: ink})
	}
	if shot := &w.Shots[side]; shot.Live {
		x, y := s.x(shot.X), raster.FloorY-26
		o.Boxes = append(o.Boxes, panel.Box{Rect: image.Rect(x-sim.ShotRadius/sim.Px, y-8, x+sim.ShotRadius/sim.Px, y+8), Ink: panel.InkWarn})
	}
}

// framesText describes the phases of a running skill, and the advantage: by how many ticks
// its fighter is free before the opponent.
func framesText(w *sim.World, side sim.Side) string {
	f, o := &w.Fighters[side], &w.Fighters[side.Other()]
	if f.Skill == sim.None {
		if f.Phase == sim.Hurt {
			return fmt.Sprintf("stunned %d", f.Timer)
		}
		return ""
	}
	spec := f.Skill.Spec()
	phase := [...]string{sim.Startup: "start-up", sim.Active: "active", sim.Recovery: "recovery"}[f.Phase]
	return fmt.Sprintf("%v %d+%d+%d: %s, %d left, advantage %+d", f.Skill, spec.Startup, spec.Active, spec.Recovery, phase, f.Timer, untilFree(o)-untilFree(f))
}

// untilFree returns the ticks until a fighter can act.
func untilFree(f *sim.Fighter) int32 {
	spec := f.Skill.Spec()
	switch f.Phase {
	case sim.Startup:
		return f.Timer + spec.Active + spec.Recovery
	case sim.Active:
		return f.Timer + spec.Recovery
	}
	return f.Timer
}

// timersText lists stun and cooldowns in ticks.
func timersText(f *sim.Fighter) string {
	var words []string
	if f.Phase == sim.Hurt {
		words = append(words, fmt.Sprintf("stun %d", f.Timer))
	}
	for k := sim.None + 1; k < sim.NumSkills; k++ {
		if f.Cooldowns[k] > 0 {
			words = append(words, fmt.Sprintf("%v %d", k, f.Cooldowns[k]))
		}
	}
	return strings.Join(words, " ")
}

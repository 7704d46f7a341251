package main

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// patience is for how many ticks a person's press waits for its moment: who
// presses a little too early means the next tick on which it can be done.
const patience = 8

// person turns what somebody holds and presses into a side's input.
type person struct {
	wish  sim.Skill
	until int32 // tick
}

// act reads a pad. mirrored says that the screen shows the world mirrored, so
// that its left is the world's right.
func (p *person) act(w *sim.World, me sim.Side, pad scene.Pad, mirrored bool) sim.Input {
	in := sim.Input{Move: sim.Manual}
	right := int32(1)
	if mirrored {
		right = -1
	}
	towards := int32(0)
	if pad.Right {
		towards += right
	}
	if pad.Left {
		towards -= right
	}
	switch towards * w.Fighters[me].Facing {
	case 1:
		in.Move |= sim.Forward
	case -1:
		in.Move |= sim.Back
	}
	if pad.Hop {
		in.Move |= sim.Hop
	}
	if pad.Guard {
		in.Move |= sim.Block
	}
	if pad.Skill != sim.None {
		p.wish, p.until = pad.Skill, w.Tick+patience
	}
	switch {
	case p.wish == sim.None:
	case w.Fighters[me].Can(p.wish), w.Tick >= p.until:
		in.Skill, p.wish = p.wish, sim.None
	}
	return in
}

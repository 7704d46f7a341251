package watch

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// inputBufferTicks is how long a person's press is buffered: a press that comes
// slightly too early takes effect on the first tick on which the skill is possible.
const inputBufferTicks = 8

// person converts keys that are held and pressed to a side's input.
type person struct {
	buffered sim.Skill
	until    int32 // tick
}

// act reads a pad. mirrored means that the screen shows the world mirrored, with the
// world's right on the left.
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
		p.buffered, p.until = pad.Skill, w.Tick+inputBufferTicks
	}
	switch {
	case p.buffered == sim.None:
	case w.Fighters[me].Can(p.buffered), w.Tick >= p.until:
		in.Skill, p.buffered = p.buffered, sim.None
	}
	return in
}

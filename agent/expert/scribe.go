package expert

import (
	"image"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision/logs"
)

// scribe writes one side's frame at each decision and the press in the decision
// period that follows.
type scribe struct {
	out             *logs.Recorder
	me              sim.Side
	frame           *image.Paletted
	pressed         sim.Skill // since the last frame
	available       []string
	asked           *script.Fighter // the opponent, where the rule is asked; else nil
	answer          string          // the rule's answer on the last frame
	frames, presses int
	err             error // the first error
}

// watch is called before each tick with the world and the inputs of that tick.
func (s *scribe) watch(w *sim.World, in [2]sim.Input) {
	if w.Tick%agent.PeriodTicks == 0 {
		s.label()
		s.look(w)
		if s.asked != nil {
			s.answer = right(w, in[s.me.Other()], s.me, s.asked).String()
		}
	}
	if k := in[s.me].Skill; k != sim.None {
		s.pressed = k
	}
}

func (s *scribe) look(w *sim.World) {
	if s.err != nil {
		return
	}
	raster.Draw(s.frame, w, s.me)
	s.available = s.available[:0]
	for k := sim.Poke; k < sim.NumSkills; k++ {
		if w.Fighters[s.me].Can(k) {
			s.available = append(s.available, k.String())
		}
	}
	if s.available == nil {
		s.available = []string{} // none available; nil would mean not logged
	}
	s.err = s.out.WriteFrame(s.frame, int64(w.Tick), s.available)
	s.frames++
}

// label writes the action of the last frame.
func (s *scribe) label() {
	if s.err != nil || s.frames == 0 {
		return
	}
	s.err = s.out.WriteAnswered(s.pressed.String(), s.answer)
	if s.pressed != sim.None {
		s.presses++
	}
	s.pressed = sim.None
}

// finish labels the match's last frame and returns the first error.
func (s *scribe) finish() error {
	s.label()
	return s.err
}

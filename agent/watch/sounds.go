package watch

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// sounds collects the sounds of a match until they are taken.
type sounds struct{ heard []scene.Sound }

// see adds the sounds of the tick that led to a world.
func (s *sounds) see(w *sim.World) {
	for _, e := range w.Events.All() {
		switch e.Kind {
		case sim.Hit:
			s.add(scene.HitSound)
		case sim.Blocked:
			s.add(scene.BlockSound)
		case sim.Parried, sim.Eaten:
			s.add(scene.ParrySound)
		}
	}
	if w.Outcome() == sim.Running {
		return
	}
	for i := range w.Fighters {
		if w.Fighters[i].Health <= 0 {
			s.add(scene.KnockOutSound)
			return
		}
	}
	s.add(scene.BellSound)
}

func (s *sounds) add(x scene.Sound) { s.heard = append(s.heard, x) }

// take appends the sounds to dst and forgets them.
func (s *sounds) take(dst []scene.Sound) []scene.Sound {
	dst = append(dst, s.heard...)
	s.heard = s.heard[:0]
	return dst
}

// Sounds implements scene.Sounder.
func (m *Match) Sounds(dst []scene.Sound) []scene.Sound { return m.sounds.take(dst) }

// Sounds implements scene.Sounder.
func (r *Replay) Sounds(dst []scene.Sound) []scene.Sound { return r.sounds.take(dst) }

// Sounds implements scene.Sounder.
func (s *StartScreen) Sounds(dst []scene.Sound) []scene.Sound {
	if s.match == nil {
		return dst
	}
	return s.match.Sounds(dst)
}

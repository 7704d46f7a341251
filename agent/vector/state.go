package vector

import (
	"fmt"

	"github.com/kumite/kumite/sim"
)

// The parts of a State.
const (
	poses        = int(sim.Dropped) + int(sim.Down) + 1 // the stances, and the phases but Ready
	fighterLen   = poses + 2*(Classes-1) + 10
	shotLen      = 3
	StateLen     = 1 + 2*(fighterLen+shotLen) + 3 + len(reaches) + Classes - 1
	longestShown = 120 // ticks for which a pose's duration is counted
)

// reaches are distances, in pixels, at which a skill begins to reach, as Answer has them.
var reaches = [...]int32{48, 64, 100, 106, 112, 166}

// shown is how long one fighter has shown its pose, and where it was a decision ago.
type shown struct {
	phase  sim.Phase
	stance sim.Stance
	skill  sim.Skill
	ticks  int32
	x      int32
}

// watch counts a tick.
func (p *shown) watch(f *sim.Fighter) {
	if p.phase == f.Phase && p.stance == f.Stance && p.skill == f.Skill {
		p.ticks = min(p.ticks+1, longestShown)
		return
	}
	p.phase, p.stance, p.skill, p.ticks = f.Phase, f.Stance, f.Skill, 0
}

// State writes, [envs, StateLen], what someone knows who has watched the match: all that
// the picture shows, how long both fighters have shown their poses, and the press that is
// on its way. Values are of the order of 1. It contains no random number of the match and
// no hidden decision of a script. The first value is 1 if a press of this decision can
// take effect unless the fighter is hit or hops before, else 0.
func (b *Batch) State(out []float32) error {
	if len(out) != StateLen*b.Len() {
		return fmt.Errorf("state: %d values; want %d", len(out), StateLen*b.Len())
	}
	return b.each(func(i int, s *seat) error {
		s.state(out[i*StateLen:][:0:StateLen])
		return nil
	})
}

// row appends values to a State.
type row []float32

func (r *row) add(values ...float32) { *r = append(*r, values...) }

func (r *row) flag(yes bool) {
	if yes {
		r.add(1)
	} else {
		r.add(0)
	}
}

// one adds n values, of which that at i is 1; none is if i is outside.
func (r *row) one(i, n int) {
	for j := range n {
		r.flag(i == j)
	}
}

// state appends the values of a State.
func (s *seat) state(out []float32) {
	r := row(out)
	w, other := &s.world, s.me.Other()
	r.flag(s.free())
	mirror := int32(1)
	if s.me == sim.Right {
		mirror = -1
	}
	for _, side := range [2]sim.Side{s.me, other} {
		r.fighter(&w.Fighters[side], &w.Fighters[side.Other()], &s.shown[side], mirror, w.Rules.Health)
	}
	for _, side := range [2]sim.Side{s.me, other} {
		shot, target := &w.Shots[side], &w.Fighters[side.Other()]
		if !shot.Live {
			r.add(0, 0, 0)
			continue
		}
		r.add(1, pixels((shot.X-target.X)*mirror)/100, float32(shot.Dir*mirror))
	}
	distance := w.Distance()
	r.add(pixels(distance)/100, float32(s.lead())/float32(w.Rules.Health), 1-float32(w.Tick)/float32(w.Rules.MatchTicks))
	for _, reach := range reaches {
		r.add(min(max(pixels(distance-reach*sim.Px)/8, -1), 1))
	}
	r.one(int(s.queue[w.Tick%int32(len(s.queue))])-1, Classes-1)
}

// fighter adds what is seen of f, whose opponent is o.
func (r *row) fighter(f, o *sim.Fighter, p *shown, mirror, health int32) {
	pose := int(sim.Dropped) + int(f.Phase)
	if f.Phase == sim.Ready {
		pose = int(f.Stance)
	}
	r.one(pose, poses)
	r.one(int(f.Skill)-1, Classes-1)
	for k := sim.Poke; k < sim.NumSkills; k++ {
		r.flag(f.Charged(k))
	}
	r.flag((o.X-f.X)*f.Facing < 0)
	r.flag(f.Gauge == sim.GaugeFull)
	r.add(float32(p.ticks)/60, float32(f.X*mirror)/sim.Wall, pixels(f.Y)/34, pixels((f.X-p.x)*mirror)/6,
		float32(f.Grace)/18, float32(f.Health)/float32(health), float32(f.Stamina)/sim.StaminaFull, float32(f.Gauge)/sim.GaugeFull)
}

func pixels(v int32) float32 { return float32(v) / sim.Px }

// free reports whether a press of this decision can take effect, as far as the caller's
// fighter alone determines it.
func (s *seat) free() bool {
	f := &s.world.Fighters[s.me]
	if s.over || s.queue[s.world.Tick%int32(len(s.queue))] != sim.None {
		return false
	}
	switch f.Phase {
	case sim.Ready:
		return true
	case sim.Landing, sim.Recovery, sim.Hurt:
		return f.Timer <= s.cfg.Delay
	}
	return false
}

package vector

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// Futures says how Gains imagines the rest of a match. From the press on, the caller's
// seat is played by the rule of script.Answer on the agent's timing.
type Futures struct {
	Count   int     `json:"count"`   // futures per press, 1 or more
	Horizon int32   `json:"horizon"` // ticks from the press, 1 or more
	Stamina float32 `json:"stamina"` // health that a point of stamina is worth at the horizon
	Gauge   float32 `json:"gauge"`   // health that a point of gauge is worth at the horizon
}

// Validate reports the first field that is out of bounds.
func (f Futures) Validate() error {
	if f.Count < 1 || f.Horizon < 1 {
		return fmt.Errorf("futures: %d of %d ticks; want 1 or more of 1 or more", f.Count, f.Horizon)
	}
	return nil
}

// gains writes for each skill what pressing it on this decision gains over pressing
// nothing, in shares of full health, averaged over futures with common random numbers;
// 0 where it cannot be pressed when it would take effect. It returns the number of
// skills that can be pressed in some future.
func (s *seat) gains(f Futures, out []float32) (int, error) {
	clear(out)
	if s.over {
		return 0, nil
	}
	var possible [sim.NumSkills]bool
	for i := range f.Count {
		seed := s.seed + uint64(s.world.Tick)<<8 + uint64(i)
		then := s.branch()
		then.world.Reseed(seed)
		then.other.Reseed(seed, scriptStream+uint64(s.me.Other()))
		then.play(s.cfg.Delay)
		var none float32
		for k := sim.None; k < sim.NumSkills; k++ {
			if k != sim.None && !then.world.Fighters[s.me].Can(k) {
				continue
			}
			b := then
			b.other = then.other.Clone()
			rule, err := script.NewTimed("oracle", script.Timing{Period: agent.PeriodTicks, Delay: s.cfg.Delay}, 0, 0)
			if err != nil {
				return 0, err
			}
			b.rule = rule
			if k != sim.None {
				b.queue[b.world.Tick%int32(len(b.queue))] = k
			}
			b.play(f.Horizon)
			worth := b.worth(f)
			if k == sim.None {
				none = worth
				continue
			}
			possible[k] = true
			out[k] += (worth - none) / float32(f.Count)
		}
	}
	n := 0
	for _, yes := range possible {
		if yes {
			n++
		}
	}
	return n, nil
}

// branch is one imagined future.
type branch struct {
	cfg   *Config
	me    sim.Side
	world sim.World
	other *script.Fighter
	rule  *script.Fighter // nil presses only what is queued
	queue [agent.PeriodTicks + 1]sim.Skill
}

// branch returns the future in which the caller sends nothing more.
func (s *seat) branch() branch {
	return branch{cfg: s.cfg, me: s.me, world: s.world, other: s.other.Clone(), queue: s.queue}
}

// right is the skill that will be right when a press of this decision takes effect.
func (s *seat) right() sim.Skill {
	if s.over {
		return sim.None
	}
	b := s.branch()
	b.play(s.cfg.Delay)
	if b.world.Outcome() != sim.Running {
		return sim.None
	}
	return script.Answer(&b.world, b.me)
}

// play plays some ticks, or to the end of the match.
func (b *branch) play(ticks int32) {
	for range ticks {
		if b.world.Outcome() != sim.Running {
			return
		}
		var in [2]sim.Input
		in[b.me.Other()], _ = b.other.Act(&b.world, b.me.Other()) // scripts never fail
		if b.rule != nil {
			in[b.me], _ = b.rule.Act(&b.world, b.me)
		}
		slot := &b.queue[b.world.Tick%int32(len(b.queue))]
		if *slot != sim.None {
			in[b.me].Skill, *slot = *slot, sim.None
		}
		b.world.Step(in)
	}
}

// worth is the caller's lead in shares of full health, with what stamina and gauge are
// worth if the match is not over.
func (b *branch) worth(f Futures) float32 {
	v := float32(lead(&b.world, b.me))
	if b.world.Outcome() == sim.Running {
		me, o := &b.world.Fighters[b.me], &b.world.Fighters[b.me.Other()]
		v += f.Stamina*float32(me.Stamina-o.Stamina) + f.Gauge*float32(me.Gauge-o.Gauge)
	}
	return v / float32(b.cfg.Rules.Health)
}

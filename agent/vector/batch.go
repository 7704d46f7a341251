package vector

import (
	"errors"
	"fmt"
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// Actions and skills are indices into sim.SkillNames; Classes is their number.
const (
	Scripted = -1 // leaves a decision to the script of Config.Script
	Classes  = int(sim.NumSkills)
)

// Batch is a number of environments. Calls must not overlap. All slices belong to
// the caller and have one entry per environment, or one row.
type Batch struct {
	cfg   Config
	spec  vision.Spec
	seats []*seat
}

// New returns a batch whose environments each show the first frame of a match.
func New(cfg Config) (*Batch, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	b := &Batch{cfg: cfg, spec: cfg.spec(), seats: make([]*seat, cfg.Envs)}
	for i := range b.seats {
		var err error
		if b.seats[i], err = newSeat(&b.cfg, i); err != nil {
			return nil, err
		}
	}
	return b, b.each(func(_ int, s *seat) error { return s.start() })
}

// Reset starts all environments again with a seed; they then equal those of a new
// batch with that seed.
func (b *Batch) Reset(seed uint64) error {
	b.cfg.Seed = seed
	return b.each(func(i int, s *seat) error {
		s.draw, s.matches = sim.NewRand(seed, uint64(i)), 0
		return s.start()
	})
}

// Spec returns the form of an observation: uint8, before scaling.
func (b *Batch) Spec() vision.Spec { return b.spec }

// Len returns the number of environments.
func (b *Batch) Len() int { return len(b.seats) }

// Step plays one decision period in each environment. An action is a skill, None, or
// Scripted; a skill that the agent's book does not hold is not sent. rewards gets the
// change of the lead in health as a share of full health, ended whether the match is
// over: the next step of such an environment ignores its action and starts a match.
func (b *Batch) Step(actions []int32, rewards []float32, ended []bool) error {
	if len(actions) != b.Len() || len(rewards) != b.Len() || len(ended) != b.Len() {
		return fmt.Errorf("step: %d actions, %d rewards and %d ends for %d environments", len(actions), len(rewards), len(ended), b.Len())
	}
	for i, a := range actions {
		if a < Scripted || a >= int32(Classes) {
			return fmt.Errorf("step: action %d is %d; want %d to %d", i, a, Scripted, Classes-1)
		}
	}
	return b.each(func(i int, s *seat) (err error) {
		rewards[i], err = s.step(actions[i])
		ended[i] = s.over
		return err
	})
}

// Observe writes the network's inputs [envs, C, H, W]: bytes before scaling, the
// newest picture last.
func (b *Batch) Observe(out []uint8) error {
	if b.cfg.Blind {
		return errors.New("observe: the batch is blind and draws no frames")
	}
	n := b.spec.Len()
	if len(out) != n*b.Len() {
		return fmt.Errorf("observe: %d bytes; want %d", len(out), n*b.Len())
	}
	for i, s := range b.seats {
		copy(out[i*n:][:n], s.seen)
	}
	return nil
}

// Available writes, [envs, Classes], which skills the agent's book holds for a press
// of this decision.
func (b *Batch) Available(out []bool) error {
	if len(out) != Classes*b.Len() {
		return fmt.Errorf("available: %d entries; want %d", len(out), Classes*b.Len())
	}
	return b.each(func(i int, s *seat) error {
		for k := range Classes {
			out[i*Classes+k] = s.available(sim.Skill(k))
		}
		return nil
	})
}

// Expert writes the skill that will be right, see script.Answer, when a press of this
// decision takes effect, if the opponent plays as it will and the caller sends nothing
// more.
func (b *Batch) Expert(out []int32) error {
	return b.ints(out, func(s *seat) int32 { return int32(s.right()) })
}

// Pressed writes what the script of Config.Script pressed in the last period, if the
// action was Scripted.
func (b *Batch) Pressed(out []int32) error {
	return b.ints(out, func(s *seat) int32 { return int32(s.pressed) })
}

// Outcomes writes 1 for a match that the caller has won, −1 for one that it has lost,
// and 0 for a draw or a match that is not over.
func (b *Batch) Outcomes(out []int32) error {
	return b.ints(out, func(s *seat) int32 { return int32(s.outcome()) })
}

// Gains writes, [envs, Classes], what each press gains over none; see Futures. possible
// gets the number of skills that can be pressed when the press takes effect; where it
// is 0 all gains are 0.
func (b *Batch) Gains(f Futures, out []float32, possible []int32) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if len(out) != Classes*b.Len() || len(possible) != b.Len() {
		return fmt.Errorf("the buffers have %d gains and %d counts of skills; want %d and %d", len(out), len(possible), Classes*b.Len(), b.Len())
	}
	return b.each(func(i int, s *seat) error {
		n, err := s.gains(f, out[i*Classes:][:Classes])
		possible[i] = int32(n)
		return err
	})
}

func (b *Batch) ints(out []int32, of func(*seat) int32) error {
	if len(out) != b.Len() {
		return fmt.Errorf("batch: %d entries; want %d", len(out), b.Len())
	}
	for i, s := range b.seats {
		out[i] = of(s)
	}
	return nil
}

// each calls do for every environment, on Workers goroutines.
func (b *Batch) each(do func(i int, s *seat) error) error {
	workers := min(max(b.cfg.Workers, 1), len(b.seats))
	if workers == 1 {
		for i, s := range b.seats {
			if err := do(i, s); err != nil {
				return err
			}
		}
		return nil
	}
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for n := range workers {
		wait.Go(func() {
			for i := n; i < len(b.seats); i += workers {
				if errs[n] = do(i, b.seats[i]); errs[n] != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

package vector

import (
	"image"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision"
)

// seat is one environment: a match, the caller's side of it, and what that side has
// sent.
type seat struct {
	cfg     *Config
	draw    sim.Rand // seeds of matches
	matches int      // started
	seed    uint64   // of the match
	me      sim.Side
	world   sim.World
	self    *script.Fighter
	other   *script.Fighter
	book    agent.Book
	queue   [agent.PeriodTicks + 1]sim.Skill // presses by the tick at which they are due, modulo its length
	seer    vision.Seer
	frame   *image.Paletted
	seen    []uint8 // the newest observation
	shown   [2]shown
	pressed sim.Skill // by the script on the caller's side, in the last period
	over    bool
}

// Streams of a match's seed for the scripts, as package bot has them.
const scriptStream = 16

func newSeat(cfg *Config, number int) (*seat, error) {
	seer, err := vision.NewPreprocessor(cfg.spec(), image.Pt(raster.Width, raster.Height))
	if err != nil {
		return nil, err
	}
	return &seat{cfg: cfg, draw: sim.NewRand(cfg.Seed, uint64(number)), seer: seer, frame: raster.NewFrame(), seen: make([]uint8, cfg.spec().Len())}, nil
}

// start starts the next match: sides alternate, and opponents change after both.
func (s *seat) start() error {
	s.seed = uint64(s.draw.Uint32())<<32 | uint64(s.draw.Uint32())
	s.me = sim.Side(s.matches % 2)
	against := s.cfg.Against[s.matches/2%len(s.cfg.Against)]
	s.matches++
	s.world = sim.New(s.cfg.Rules, s.seed)
	var err error
	if s.self, err = s.cfg.Script.fighter(s.seed, scriptStream+uint64(s.me)); err != nil {
		return err
	}
	if s.other, err = against.fighter(s.seed, scriptStream+uint64(s.me.Other())); err != nil {
		return err
	}
	s.book, s.over, s.pressed = agent.Book{}, false, sim.None
	clear(s.queue[:])
	s.shown = [2]shown{}
	s.remember()
	s.seer.Reset()
	return s.look()
}

// remember keeps where both fighters are.
func (s *seat) remember() {
	for side := range s.shown {
		s.shown[side].x = s.world.Fighters[side].X
	}
}

// look draws the frame of this decision, if anyone wants to see it.
func (s *seat) look() error {
	if s.cfg.Blind {
		return nil
	}
	raster.Draw(s.frame, &s.world, s.me)
	return s.seer.See(s.frame, vision.Input{Bytes: s.seen})
}

// available reports whether the agent's book holds a skill for a press of this decision.
func (s *seat) available(k sim.Skill) bool {
	return s.book.Available(k, s.world.Tick+s.cfg.Delay)
}

// step plays one decision period and returns the change of the caller's health minus
// that of the opponent, as a share of full health.
func (s *seat) step(action int32) (float32, error) {
	if s.over {
		return 0, s.start()
	}
	before := s.lead()
	scripted := action == Scripted
	if k := sim.Skill(max(action, 0)); k != sim.None && s.available(k) {
		due := s.world.Tick + s.cfg.Delay
		s.book.Spend(k, due)
		s.queue[due%int32(len(s.queue))] = k
	}
	s.pressed = sim.None
	s.remember()
	for range agent.PeriodTicks {
		var in [2]sim.Input
		mine, err := s.self.Act(&s.world, s.me)
		if err != nil {
			return 0, err
		}
		if in[s.me.Other()], err = s.other.Act(&s.world, s.me.Other()); err != nil {
			return 0, err
		}
		slot := &s.queue[s.world.Tick%int32(len(s.queue))]
		in[s.me].Skill, *slot = *slot, sim.None
		if scripted && mine.Skill != sim.None {
			in[s.me], s.pressed = mine, mine.Skill
			s.book.Advance(s.world.Tick)
			s.book.Spend(mine.Skill, s.world.Tick)
		}
		s.world.Step(in)
		for side := range s.shown {
			s.shown[side].watch(&s.world.Fighters[side])
		}
		if s.over = s.world.Outcome() != sim.Running; s.over {
			break
		}
	}
	s.book.Advance(s.world.Tick)
	return float32(s.lead()-before) / float32(s.cfg.Rules.Health), s.look()
}

func (s *seat) lead() int32 { return lead(&s.world, s.me) }

// lead is a side's health minus that of its opponent.
func lead(w *sim.World, me sim.Side) int32 {
	return w.Fighters[me].Health - w.Fighters[me.Other()].Health
}

// outcome is 1 for a won match, −1 for a lost one and 0 otherwise.
func (s *seat) outcome() int8 {
	switch winner, ok := s.world.Outcome().Winner(); {
	case !ok:
		return 0
	case winner == s.me:
		return 1
	}
	return -1
}

package watch

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/sim/window/scene"
)

// seat is one side and its player: a script, a model, or a person, who may also take
// over a bot's side for a while.
type seat struct {
	side    sim.Side
	name    string
	spec    string
	human   bool // only a person plays here
	taken   bool // a person has taken over from the bot
	person  person
	script  bot.Contestant // without a script for a model
	fighter *script.Fighter

	onDecision func(name, sha256 string, s *live.Snapshot) // or nil

	pacer   *live.Pacer // nil for a script or a person
	swapper *live.Swapper
	load    live.Load
	history history // of the pacer

	shadow        *live.Pacer // sees the same frames and does not act, or nil
	shadowName    string
	shadowHistory history
	agreement     live.Agreement

	account  account
	openings openings
	decided  decided
	drift    drifting
	lens     lens
	past     *worlds     // of the match
	recent   []sim.Skill // presses of sides without a model, by decision period
}

// newSeat returns the seat of a contestant, or of a person if human is set.
func newSeat(side sim.Side, c bot.Contestant, human bool, load live.Load) (*seat, error) {
	s := &seat{side: side, name: c.Name, spec: c.Spec, human: human}
	if human {
		s.name, s.spec = bot.Human, bot.Human
		return s, nil
	}
	if s.script = c; c.Script != "" {
		return s, nil
	}
	m, err := load(c)
	if err != nil {
		return nil, err
	}
	s.load = load
	s.pacer = live.New(m)
	s.swapper = live.NewSwapper(s.pacer, c, load)
	if err := s.follow(); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return s, nil
}

// addShadow adds a second model that sees the same frames and does not act.
func (s *seat) addShadow(c bot.Contestant, load live.Load) error {
	m, err := load(c)
	if err != nil {
		return err
	}
	s.shadow, s.shadowName = live.New(m), c.Name
	return nil
}

// run starts the seat's goroutines, which end when ctx is cancelled.
func (s *seat) run(ctx context.Context, group *errgroup.Group) {
	if s.pacer != nil {
		group.Go(func() error { return s.pacer.Run(ctx) })
		group.Go(func() error { return s.swapper.Run(ctx) })
	}
	if s.shadow != nil {
		group.Go(func() error { return s.shadow.Run(ctx) })
	}
}

func (s *seat) close() error {
	var errs []error
	for _, p := range []*live.Pacer{s.pacer, s.shadow} {
		if p != nil {
			errs = append(errs, p.Model().Close())
		}
	}
	return errors.Join(errs...)
}

// participant describes the player for a replay.
func (s *seat) participant() duel.Participant {
	p := duel.Participant{Name: s.name, Spec: s.spec}
	if s.pacer != nil {
		m := s.pacer.Model()
		p.ModelSHA256, p.Decoder, p.Provider, p.Random = m.SHA256, m.Query, m.On, m.Random
		p.FileHashes = duel.FileHashes(m.Files)
	}
	return p
}

// start begins a match.
func (s *seat) start(seed uint64) (err error) {
	s.person, s.account, s.openings, s.decided.any = person{}, account{}, openings{}, false
	s.lens.on = false
	s.drift.player.Reset()
	s.recent = s.recent[:0]
	s.history.reset()
	s.shadowHistory.reset()
	for _, p := range []*live.Pacer{s.pacer, s.shadow} {
		if p != nil {
			p.Start(seed, s.side)
		}
	}
	s.agreement.Start()
	if s.script.Script != "" {
		s.fighter, err = s.script.Fighter(seed, s.side)
	}
	return err
}

// byPerson reports whether a person plays now.
func (s *seat) byPerson() bool { return s.human || s.taken }

// takeOver gives the side to a person, or back to its bot, which starts anew.
func (s *seat) takeOver(seed uint64) {
	if s.human {
		return
	}
	s.taken = !s.taken
	s.person = person{}
	if s.taken || s.pacer == nil {
		return
	}
	s.pacer.Start(seed, s.side)
	s.history.reset()
	s.decided.any = false
	if s.shadow != nil {
		s.shadow.Start(seed, s.side)
		s.shadowHistory.reset()
		s.agreement.Start()
	}
}

// act chooses the input for a tick.
func (s *seat) act(w *sim.World, t scene.Tick, pad scene.Pad, mirrored bool) (in sim.Input, err error) {
	if s.shadow != nil && !s.byPerson() {
		s.shadow.SetLockstep(!t.Wall)
		if _, err := s.shadow.Act(w, s.side); err != nil {
			return in, fmt.Errorf("%s: %w", s.shadowName, err)
		}
	}
	switch {
	case s.byPerson():
		in = s.person.act(w, s.side, pad, mirrored)
	case s.pacer != nil:
		s.pacer.SetLockstep(!t.Wall)
		in, err = s.pacer.Act(w, s.side)
	default:
		in, err = s.fighter.Act(w, s.side)
	}
	if err != nil {
		return in, fmt.Errorf("%s: %w", s.name, err)
	}
	s.addPress(w, in)
	s.poll()
	return in, nil
}

// addPress records a press for the strip of a side without a model.
func (s *seat) addPress(w *sim.World, in sim.Input) {
	if len(s.recent) == 0 || w.Tick%agent.PeriodTicks == 0 {
		s.recent = append(s.recent, sim.None)
	}
	if in.Skill != sim.None {
		s.recent[len(s.recent)-1] = in.Skill
	}
}

// poll adds new decisions.
func (s *seat) poll() {
	if s.pacer == nil {
		return
	}
	for s.pacer.Poll(&s.history.newest) {
		s.history.add()
		s.decided.keep(&s.history.newest, s.side, s.past)
		s.agreement.Acted(&s.history.newest)
		if s.onDecision != nil {
			s.onDecision(s.name, s.hash(), &s.history.newest)
		}
		s.drift.decided(&s.history.newest)
	}
	if s.shadow == nil {
		return
	}
	for s.shadow.Poll(&s.shadowHistory.newest) {
		s.shadowHistory.add()
		s.agreement.Shadowed(&s.shadowHistory.newest)
	}
}

// see follows a tick: the worlds before and after it. It returns the opening that the side
// has just missed, or None.
func (s *seat) see(before, w *sim.World) (missed sim.Skill) {
	missed = s.openings.see(before, s.side)
	pressed := s.account.pressed
	if s.account.see(s.side, before, w); s.account.pressed > pressed {
		s.openings.use()
	}
	return missed
}

// differences returns the ticks of this match at which the model and its shadow differed,
// the newest live.KeptDifferences of them.
func (s *seat) differences() (ticks []int32) {
	if s.shadow == nil || len(s.history.past) == 0 {
		return nil
	}
	for _, d := range s.agreement.Differences() {
		if d.Match == s.history.newest.Match {
			ticks = append(ticks, d.Tick)
		}
	}
	return ticks
}

package watch

import (
	"context"
	"errors"
	"image"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// Match is match after match between two sides: a Show.
type Match struct {
	ctx   context.Context // ends the saving of clips
	seats [2]*seat
	rules sim.Rules
	seed  uint64

	world    sim.World
	frame    *image.Paletted
	sinceEnd int  // ticks for which the end has been shown
	ended    int  // matches
	mixed    bool // a side has changed hands in this match: it does not count
	counted  bool // the match of this seed has counted
	score    score

	candidates  []bot.Contestant // that take a model's place, in order
	candidate   int              // which of them plays; −1 for none
	showLatency bool             // always
	notices     notices
	log         zerolog.Logger
	clip        *cv.Clip
	archive     *archive // of replays, or nil
	saving      errgroup.Group
	keys        [2][]string // of whoever plays a side
}

// endTicks is for how long the end of a match between bots is shown.
const endTicks = 2 * sim.TickRate

// NewMatch loads the models and begins the first match. The context ends the
// saving of clips, which Close waits for.
func NewMatch(ctx context.Context, cfg MatchConfig) (*Match, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	m := &Match{
		ctx: ctx, rules: cfg.Rules, seed: cfg.Seed, log: cfg.Log, keys: cfg.Keys,
		frame: raster.NewFrame(), clip: cv.NewClip(clipFrames), candidate: -1,
	}
	if err := m.fill(cfg); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// fill seats the contestants and the shadow, and begins the first match.
func (m *Match) fill(cfg MatchConfig) error {
	bots, err := cfg.bots()
	if err != nil {
		return err
	}
	if err := m.findCandidates(cfg, bots); err != nil {
		return err
	}
	load := loader(cfg.Load, cfg.Delay)
	for i, spec := range cfg.Contestants {
		if m.seats[i], err = newSeat(sim.Side(i), bots[i], spec == bot.Human, load); err != nil {
			return err
		}
	}
	if cfg.Shadow != "" {
		c, err := parseModel("shadow", cfg.Shadow)
		if err != nil {
			return err
		}
		if err := m.modelSeat().addShadow(c, load); err != nil {
			return err
		}
	}
	if cfg.Record != "" {
		if m.archive, err = newArchive(cfg.Record); err != nil {
			return err
		}
	}
	return m.start()
}

// modelSeat is the first side that a model plays, or nil.
func (m *Match) modelSeat() *seat {
	for _, s := range m.seats {
		if s.swapper != nil {
			return s
		}
	}
	return nil
}

// Run implements Show: it decides for the models and watches their files.
func (m *Match) Run(ctx context.Context) error {
	var group errgroup.Group
	for _, s := range m.seats {
		s.run(ctx, &group)
	}
	return group.Wait()
}

// Close implements Show: it waits for what is being saved and frees the models.
func (m *Match) Close() error {
	errs := []error{m.saving.Wait()}
	for _, s := range m.seats {
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(errs...)
}

// start begins a match with the seed at hand.
func (m *Match) start() error {
	m.world, m.sinceEnd, m.mixed = sim.New(m.rules, m.seed), 0, m.seats[0].taken || m.seats[1].taken
	var who [2]duel.Participant
	for i, s := range m.seats {
		if err := s.start(m.seed); err != nil {
			return err
		}
		who[i] = s.participant()
	}
	m.archive.start(duel.Config{Rules: m.rules, Seed: m.seed}, who)
	return nil
}

// next begins the next match.
func (m *Match) next() error {
	m.seed++
	m.counted = false
	m.score.next()
	return m.start()
}

// viewer is the side whose view is shown: that of a person who plays alone, else
// the left one.
func (m *Match) viewer() sim.Side {
	if m.seats[sim.Right].byPerson() && !m.seats[sim.Left].byPerson() {
		return sim.Right
	}
	return sim.Left
}

// Persons implements scene.Scene: the left side's person has the first keys.
func (m *Match) Persons() [2]bool {
	return [2]bool{m.seats[0].byPerson(), m.seats[1].byPerson()}
}

// Tick implements scene.Scene.
func (m *Match) Tick(t scene.Tick) error {
	m.notices.tick()
	m.reportSwaps()
	if m.world.Outcome() != sim.Running {
		if m.sinceEnd++; m.sinceEnd > endTicks && !m.score.waits() {
			return m.next()
		}
		return nil
	}
	mirrored := m.viewer() == sim.Right
	var in [2]sim.Input
	for i, s := range m.seats {
		var err error
		if in[i], err = s.act(&m.world, t, t.Pads[i], mirrored); err != nil {
			return err
		}
	}
	m.archive.add(&m.world, in)
	m.world.Step(in)
	for _, s := range m.seats {
		s.count(&m.world)
	}
	if m.world.Outcome() != sim.Running {
		m.end()
	}
	if m.world.Tick%(sim.TickRate/clipFPS) == 0 {
		m.clip.Add(m.draw())
	}
	return nil
}

// end counts a match that has just ended, and stores its replay. A match that was
// played again, or with two in one seat, does not count.
func (m *Match) end() {
	m.ended++
	switch {
	case m.mixed:
		m.notices.add("not counted: a side changed hands", false)
	case m.counted:
		m.notices.add("not counted: a repeated match", false)
	default:
		m.score.count(m.world.Outcome(), m.Persons() != [2]bool{})
		m.counted = true
	}
	if m.archive == nil {
		return
	}
	recording := m.archive.finish(&m.world)
	m.saving.Go(func() error {
		if err := m.archive.write(recording); err != nil {
			m.log.Warn().Msg(err.Error())
			m.notices.add(err.Error(), true)
		}
		return nil // reported
	})
}

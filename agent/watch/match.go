package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// Match is a Show of one match after another between two sides.
type Match struct {
	seats [2]*seat
	rules sim.Rules
	seed  uint64

	world          sim.World
	past           worlds
	floaters       floaters
	timeline       timeline
	sounds         sounds
	inputs         inputs
	training       training
	hideOverlay    bool
	countdown      int32 // ticks until play starts
	countdownTicks int32 // of each match
	frame          *image.Paletted
	sinceEnd       int  // ticks since the end
	ended          int  // matches
	mixed          bool // a side has changed hands, so the match does not count
	counted        bool // a match of this seed has counted
	pace           pace
	slow           bool // the machine was too slow in this match, so it does not count
	slowEnds       int  // matches that did not count because of it
	score          score

	candidates  []bot.Contestant // models to switch to, in order
	candidate   int              // index of the current one; −1 for none
	showLatency bool             // always
	now         func() time.Time // names clips and measures the pace
	notices     notices
	log         zerolog.Logger
	onSample    func(side sim.Side, name, sha256 string, s live.Stats)
	onState     func(State)
	published   panel.View // memory of publish
	onCounted   func(names, sha256 [2]string, o sim.Outcome)
	clip        *cv.Clip
	archive     *archive // nil stores no replays
	saving      errgroup.Group
	keys        [2]map[string]string // by side: the keys of a person by action
}

// endTicks is how long the end of a match between bots is shown.
const endTicks = 2 * sim.TickRate

// NewMatch loads the models and begins the first match.
func NewMatch(cfg MatchConfig) (*Match, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	m := &Match{
		rules: cfg.Rules, seed: cfg.Seed, now: cfg.Now, log: cfg.Log, keys: cfg.Keys, onSample: cfg.Sample, onCounted: cfg.Counted, onState: cfg.State,
		countdownTicks: cfg.Countdown, score: score{bestOf: cmp.Or(cfg.BestOf, defaultBestOf)}, frame: raster.NewFrame(), clip: cv.NewClip(clipFrames), candidate: -1,
	}
	if err := m.fill(cfg); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// fill creates the seats and the shadow, and begins the first match.
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
		m.seats[i].past, m.seats[i].onDecision = &m.past, cfg.Decided
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

// modelSeat returns the first side with a model, or nil.
func (m *Match) modelSeat() *seat {
	for _, s := range m.seats {
		if s.swapper != nil {
			return s
		}
	}
	return nil
}

// Run implements Show: it makes the models' decisions and watches their files.
func (m *Match) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, s := range m.seats {
		s.run(ctx, group)
	}
	return group.Wait()
}

// Close implements Show: it waits for files that are being saved and closes the
// models.
func (m *Match) Close() error {
	errs := []error{m.saving.Wait(), m.archive.close()}
	for _, s := range m.seats {
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(errs...)
}

// start begins a match with the current seed.
func (m *Match) start() error {
	m.world, m.sinceEnd, m.mixed, m.slow = sim.New(m.rules, m.seed), 0, m.seats[0].taken || m.seats[1].taken, false
	m.score.sets = m.score.sets || m.Persons() != [2]bool{}
	m.floaters, m.timeline, m.inputs, m.countdown = floaters{}, timeline{}, inputs{}, m.countdownTicks
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

// viewer returns the side whose view is shown: that of a person who plays alone, else
// the left one.
func (m *Match) viewer() sim.Side {
	if m.seats[sim.Right].byPerson() && !m.seats[sim.Left].byPerson() {
		return sim.Right
	}
	return sim.Left
}

// Persons implements scene.Scene.
func (m *Match) Persons() [2]bool {
	return [2]bool{m.seats[0].byPerson(), m.seats[1].byPerson()}
}

// Tick implements scene.Scene.
func (m *Match) Tick(t scene.Tick) error {
	m.notices.tick()
	m.reportSwaps()
	m.pace.tick(m.now(), t)
	if m.world.Outcome() != sim.Running {
		if m.sinceEnd++; m.sinceEnd > endTicks && !m.score.waits() {
			return m.next()
		}
		return nil
	}
	if m.countdown > 0 {
		if m.countdown--; m.countdown == 0 {
			m.sounds.add(scene.BellSound)
		}
		return nil
	}
	m.past.add(&m.world)
	mirrored := m.viewer() == sim.Right
	var in [2]sim.Input
	for i, s := range m.seats {
		var err error
		if in[i], err = s.act(&m.world, t, t.Pads[i], mirrored); err != nil {
			return err
		}
	}
	m.archive.add(&m.world, in)
	m.inputs.add(in)
	before := m.world
	m.world.Step(in)
	var missed [2]sim.Skill
	for i, s := range m.seats {
		missed[i] = s.see(&before, &m.world)
	}
	m.timeline.see(&before, &m.world, missed)
	m.sounds.see(&m.world)
	m.floaters.see(&before, &m.world, m.Persons())
	m.slow = m.slow || m.world.Tick >= paceTicks && m.pace.slow()
	if m.world.Outcome() != sim.Running {
		m.end()
	}
	if m.world.Tick%sim.TickRate == 0 {
		m.sample()
	}
	if m.world.Tick%stateEvery == 0 || m.world.Outcome() != sim.Running {
		m.publish()
	}
	if m.world.Tick%(sim.TickRate/clipFPS) == 0 {
		m.clip.Add(m.draw())
	}
	return nil
}

// end counts a finished match and stores its replay. A repeated match, one in which a
// side changed hands, and one on a machine that was too slow do not count.
func (m *Match) end() {
	m.ended++
	switch {
	case m.mixed:
		m.notices.add("not counted: a side changed hands", false)
	case m.slow:
		m.slowEnds++
		m.notices.add(fmt.Sprintf("not counted: the machine was too slow, below %d of %d ticks a second", slowBelow, sim.TickRate), true)
	case m.counted:
		m.notices.add("not counted: a repeated match", false)
	default:
		m.score.count(m.world.Outcome(), m.Persons() != [2]bool{})
		m.counted = true
		m.report()
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

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
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// Match is a Show of one match after another between two sides.
type Match struct {
	seats [2]*seat
	rules sim.Rules
	seed  uint64
	step  uint64 // from one seed to the next

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
	begun, ended   int  // matches
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
	onSample    func(place, name, sha256 string, s live.Stats)
	place       string // before the side in onSample and onDrift
	onDrift     func(place, name, sha256 string, v drift.Verdict)
	drifts      []DriftEvent
	onState     func(State)
	published   panel.View // memory of publish
	onCounted   func(names, sha256 [2]string, o sim.Outcome)
	reel        *reel
	tagbook     *tagbook
	tags        []feedback.Tag // of this match
	tape        tape
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
		rules: cfg.Rules, seed: cfg.Seed, step: cmp.Or(cfg.seedStep, 1), place: cfg.place, now: cfg.Now, log: cfg.Log, keys: cfg.Keys, onSample: cfg.Sample, onCounted: cfg.Counted, onDrift: cfg.Drifted, onState: cfg.State,
		countdownTicks: cfg.Countdown, score: score{bestOf: cmp.Or(cfg.BestOf, defaultBestOf)}, frame: raster.NewFrame(), candidate: -1,
	}
	m.tagbook = newTagbook(cfg.Feedback, cfg.Now, cfg.Log)
	m.tagbook.show(&m.notices)
	m.reel = newReel(cfg.Now, cfg.Palette, cfg.Log, &m.notices)
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
		m.seats[i].past, m.seats[i].onDecision, m.seats[i].drift.verdict = &m.past, cfg.Decided, m.drifted
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
	if m.archive = cfg.archive; m.archive == nil && cfg.Record != "" {
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

// Close implements Show: it waits for files that are being saved, keeps the complaints
// about the match, and closes the models.
func (m *Match) Close() error {
	m.keepTags()
	errs := []error{m.saving.Wait(), m.tagbook.close(), m.archive.close()}
	for _, s := range m.seats {
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	return errors.Join(errs...)
}

// start begins a match with the current seed.
func (m *Match) start() error {
	m.keepTags()
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
	m.begun++
	m.tape.start(duel.Config{Rules: m.rules, Seed: m.seed}, who)
	return nil
}

// next begins the next match.
func (m *Match) next() error {
	m.seed += m.step
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
		if m.sinceEnd++; m.sinceEnd <= endTicks {
			m.reel.tick(m)
		} else if !m.score.waits() {
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
	m.tape.add(&m.world, in)
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
	m.reel.tick(m)
	return nil
}

// end counts a finished match and stores its replay. A repeated match, one in which a
// side changed hands, and one on a machine that was too slow do not count.
func (m *Match) end() {
	m.ended++
	m.keepTags()
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
	recording := m.tape.recording(&m.world)
	m.saving.Go(func() error {
		if err := m.archive.write(recording); err != nil {
			m.log.Warn().Msg(err.Error())
			m.notices.add(err.Error(), true)
		}
		return nil // reported
	})
}

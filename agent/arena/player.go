package arena

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// Model is a loaded model: an agent and what it is made of.
type Model struct {
	Agent   *agent.Agent
	SHA256  string // of the file
	Decoder string // the query that makes its decoder
	Close   func() error
}

// Loader loads the model of a contestant. The caller closes it. It may be
// called from several goroutines.
type Loader func(c Contestant, delayTicks int32) (*Model, error)

// player is a contestant at one side, ready for match after match.
type player struct {
	contestant Contestant
	model      *Model // nil for a script
	camera     raster.Camera
	script     *script.Fighter
}

// scriptStream is the stream of a script's hesitations; the world itself draws
// from 0 and 1.
const scriptStream = 16

func newPlayer(c Contestant, delayTicks int32, load Loader) (*player, error) {
	p := &player{contestant: c}
	if c.Script != "" {
		return p, nil
	}
	if c.Delay >= 0 {
		delayTicks = c.Delay
	}
	var err error
	p.model, err = load(c, delayTicks)
	return p, err
}

// start prepares for a match.
func (p *player) start(seed uint64, me sim.Side) (err error) {
	if p.model != nil {
		p.model.Agent.Reset()
		return nil
	}
	p.script, err = script.New(p.contestant.Script, seed, scriptStream+uint64(me))
	return err
}

// Act implements duel.Controller. The agent is handed a camera, never the
// world.
func (p *player) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if p.model == nil {
		return p.script.Act(w, me)
	}
	p.camera.World, p.camera.Side = w, me
	k, err := p.model.Agent.Tick(w.Tick, &p.camera)
	return sim.Input{Skill: k}, err
}

// participant is how a recording names the player.
func (p *player) participant() duel.Participant {
	x := duel.Participant{Name: p.contestant.Name, Spec: p.contestant.Spec}
	if p.model != nil {
		x.ModelSHA256, x.Decoder = p.model.SHA256, p.model.Decoder
	}
	return x
}

func (p *player) close() error {
	if p.model == nil {
		return nil
	}
	return p.model.Close()
}

// Probe loads every model once and returns the hash and decoder of each
// contestant, so that what cannot play is refused before any match.
func Probe(cfg Config, load Loader) ([]duel.Participant, error) {
	all := make([]duel.Participant, len(cfg.Contestants))
	for i, c := range cfg.Contestants {
		p, err := newPlayer(c, cfg.DelayTicks, load)
		if err != nil {
			return nil, fmt.Errorf("contestant %s: %w", c.Name, err)
		}
		all[i] = p.participant()
		if err := p.close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// crew is one worker's players, made when first needed: one for each
// contestant and side, so that a contestant can meet itself.
type crew struct {
	cfg     Config
	load    Loader
	players map[crewKey]*player
}

type crewKey struct {
	contestant int
	side       sim.Side
}

func (c *crew) player(contestant int, side sim.Side) (*player, error) {
	key := crewKey{contestant, side}
	if p := c.players[key]; p != nil {
		return p, nil
	}
	p, err := newPlayer(c.cfg.Contestants[contestant], c.cfg.DelayTicks, c.load)
	if err != nil {
		return nil, err
	}
	c.players[key] = p
	return p, nil
}

func (c *crew) close() error {
	var errs []error
	for _, p := range c.players {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

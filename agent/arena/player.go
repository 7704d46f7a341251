package arena

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// Model is a loaded model: an agent and what it is made of.
type Model struct {
	Agent  *agent.Agent
	SHA256 string // of the file
	Query  string // the query that makes its decoder
	On     string // what it computes on, "" for the CPU
	Close  func() error

	// Isolated says that its network runs in a process of its own. One that is
	// cut off run after run there voids its match; in this process it plays on,
	// as one who never acts.
	Isolated bool

	// StatesDelay says that its file states the delay from a frame to its press,
	// so that no other is drawn.
	StatesDelay bool

	// Seed sets the stream of a decoder that draws, for the next match. It is
	// nil where nothing draws.
	Seed func(seed uint64)
}

// Loader loads the model of a contestant. The caller closes it. It may be
// called from several goroutines.
type Loader func(c Contestant, delayTicks int32) (*Model, error)

// Player is a contestant at one side, ready for match after match. It is a
// duel.Controller. Its calls must not overlap.
type Player struct {
	contestant Contestant
	model      *Model // nil for a script
	camera     raster.Camera
	script     *script.Fighter
	delays     *delays // of a model whose delays are drawn
}

// Streams of a match's seed. The world draws from 0 and 1, a script at side s
// from ScriptStream + s, a model's decoder from decoderStream + s, the delays of its
// decisions from latencyStream + s.
const (
	ScriptStream  = 16
	decoderStream = 32
	latencyStream = 48
)

// DecoderSeed is the seed of a decoder that has no streams: FNV-1a over the
// match's seed and the stream, little-endian, eight bytes each.
func DecoderSeed(seed uint64, me sim.Side) uint64 {
	var in [16]byte
	binary.LittleEndian.PutUint64(in[:8], seed)
	binary.LittleEndian.PutUint64(in[8:], decoderStream+uint64(me))
	h := fnv.New64a()
	h.Write(in[:])
	return h.Sum64()
}

// NewPlayer makes the player of a contestant; a model is loaded. delayTicks is
// for models that do not state their own. The caller closes it.
func NewPlayer(c Contestant, delayTicks int32, load Loader) (*Player, error) {
	p := &Player{contestant: c}
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

// Start prepares for a match at one side.
func (p *Player) Start(seed uint64, me sim.Side) (err error) {
	if p.model != nil {
		if p.model.Seed != nil {
			p.model.Seed(DecoderSeed(seed, me))
		}
		if p.delays != nil {
			p.delays.start(seed, me)
		}
		p.model.Agent.Reset()
		return nil
	}
	p.script, err = script.New(p.contestant.Script, seed, ScriptStream+uint64(me))
	return err
}

// Act implements duel.Controller. The agent is handed a camera, never the
// world.
func (p *Player) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if p.model == nil {
		return p.script.Act(w, me)
	}
	p.camera.World, p.camera.Side = w, me
	k, err := p.model.Agent.Tick(w.Tick, &p.camera)
	return sim.Input{Skill: k}, err
}

// Participant is how a recording names the player.
func (p *Player) Participant() duel.Participant {
	x := duel.Participant{Name: p.contestant.Name, Spec: p.contestant.Spec}
	if p.model != nil {
		x.ModelSHA256, x.Decoder, x.Provider = p.model.SHA256, p.model.Query, p.model.On
	}
	return x
}

// Agent is the model's agent, or nil for a script.
func (p *Player) Agent() *agent.Agent {
	if p.model == nil {
		return nil
	}
	return p.model.Agent
}

// Close frees the model.
func (p *Player) Close() error {
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
		p, err := cfg.newPlayer(c, load)
		if err != nil {
			return nil, fmt.Errorf("contestant %s: %w", c.Name, err)
		}
		all[i] = p.Participant()
		if err := p.Close(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

package decompose

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// player plays the model with some things put right. The agent sees and runs the
// network; its scores are decoded here, with a decoder and a book that follow what is
// really sent. It implements duel.Controller.
type player struct {
	model      *bot.Model
	decoder    *policy.Decoder
	skills     []sim.Skill // by class
	available  []bool      // by class
	refractory int         // frames

	variant variant
	delay   int32 // ticks from a decision to its press
	camera  raster.Camera
	book    agent.Book
	quiet   int // frames for which the model sends nothing, after a press that it was given
	due     [agent.MaxDelayTicks + 1]sim.Skill
	sent    int    // presses
	faults  int    // decisions without scores
	problem string // of the first fault
}

// newPlayer returns a player of a loaded model. The caller closes the model.
func newPlayer(m *bot.Model) (*player, error) {
	contract := m.Session.Contract()
	decoder, err := policy.NewDecoder(contract, m.Query)
	if err != nil {
		return nil, err
	}
	names, err := contract.SkillNames(bot.Skills())
	if err != nil {
		return nil, err
	}
	p := &player{model: m, decoder: decoder, available: make([]bool, len(names))}
	for _, name := range names {
		k, _ := sim.ParseSkill(name)
		p.skills = append(p.skills, k)
	}
	var q url.Values
	if q, err = policy.ParseQuery(m.Query); err == nil && q.Get("refractory") != "" {
		p.refractory, err = strconv.Atoi(q.Get("refractory"))
	}
	return p, err
}

// start prepares the player for a match as a variant.
func (p *player) start(v variant, seed uint64, me sim.Side) {
	p.variant, p.delay = v, p.model.Agent.DelayTicks()
	if v.prompt {
		p.delay = 0
	}
	p.model.Agent.Reset()
	p.decoder.Seed(bot.DecoderSeed(seed, me))
	p.book, p.quiet = agent.Book{}, 0
	clear(p.due[:])
}

// Act implements duel.Controller.
func (p *player) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if w.Tick%agent.PeriodTicks == 0 {
		k, err := p.decide(w, me)
		if err != nil {
			return sim.Input{}, err
		}
		*p.slot(w.Tick + p.delay) = k
	}
	press := *p.slot(w.Tick)
	*p.slot(w.Tick) = sim.None
	return sim.Input{Skill: press}, nil
}

// slot returns the press that is due on a tick.
func (p *player) slot(tick int32) *sim.Skill { return &p.due[tick%int32(len(p.due))] }

// decide makes one decision on the true world of a tick.
func (p *player) decide(w *sim.World, me sim.Side) (sim.Skill, error) {
	p.camera.World, p.camera.Side = w, me
	if _, err := p.model.Agent.Decide(w.Tick, &p.camera); err != nil {
		return sim.None, err
	}
	right := script.Answer(w, me)
	barred := p.quiet > 0 || p.variant.veto && right == sim.None
	p.quiet = max(p.quiet-1, 0)
	p.book.Advance(w.Tick)
	p.look(w, me, barred)
	k := p.skills[p.decode().Class]
	switch {
	case barred: // a decoder with mask=off sends what is not available
		k = sim.None
	case k != sim.None && right != sim.None && p.variant.skill:
		k = right
	}
	if k == sim.None && right != sim.None && p.variant.force {
		k, p.quiet = right, p.refractory
	}
	if k != sim.None {
		p.sent++
		p.book.Spend(k, w.Tick+p.delay)
	}
	return k, nil
}

// look sets which classes the decoder takes for available, none if it is barred.
func (p *player) look(w *sim.World, me sim.Side, barred bool) {
	due := w.Tick + p.delay
	then := w
	if p.variant.truth {
		then = p.ahead(w, me)
	}
	for i, k := range p.skills {
		switch {
		case k == sim.None:
			p.available[i] = true
		case barred:
			p.available[i] = false
		case p.variant.truth:
			p.available[i] = then.Fighters[me].Charged(k)
		default:
			p.available[i] = p.book.Available(k, due)
		}
	}
}

// ahead returns the world in which a press of this decision takes effect, if the
// opponent presses nothing before.
func (p *player) ahead(w *sim.World, me sim.Side) *sim.World {
	then := *w
	for range p.delay {
		if then.Outcome() != sim.Running {
			break
		}
		var in [2]sim.Input
		in[me].Skill = *p.slot(then.Tick)
		then.Step(in)
	}
	return &then
}

// decode decodes the scores of the network's last run, if it has answered.
func (p *player) decode() policy.Decision {
	d := p.model.Agent.Last()
	if d.Held != policy.Fault || d.Cause == policy.NoNumbers {
		d = p.decoder.Decode(p.model.Session.Scores(), p.available)
	} else {
		d = p.decoder.Fail(errors.New(d.Problem()))
	}
	if d.Held == policy.Fault {
		if p.faults++; p.problem == "" {
			p.problem = d.Problem()
		}
	}
	return d
}

// Package script holds the scripted fighters: stand-ins for people of every
// skill, from one who never acts to one who never hesitates.
//
// A script sees the true state of the world and chooses skills only; its feet
// follow the game's own footsies like everybody's. Each draws from its own
// seeded stream, so that the same seed and opponent give the same match.
package script

import (
	"fmt"
	"strings"

	"github.com/kumite/kumite/sim"
)

// Fighter is a scripted controller for one side of one match.
type Fighter struct {
	rand sim.Rand
	mind mind
}

// mind chooses a skill on the true state, drawing from the fighter's stream.
type mind interface {
	choose(r *sim.Rand, w *sim.World, me sim.Side) sim.Skill
}

var minds = []struct {
	name string
	make func() mind
}{
	{"dummy", func() mind { return dummy{} }},
	{"random", func() mind { return &random{} }},
	{"spammer", func() mind { return spammer{} }},
	{"rookie", func() mind { return newRookie() }},
	{"pro", func() mind { return newPro() }},
	{"oracle", func() mind { return oracle{} }},
}

// Names lists the scripts from the weakest to the strongest.
func Names() []string {
	names := make([]string, len(minds))
	for i, m := range minds {
		names[i] = m.name
	}
	return names
}

// New returns the named script for one match. Its hesitations are drawn from
// the given stream of the seed.
func New(name string, seed, stream uint64) (*Fighter, error) {
	for _, m := range minds {
		if m.name == name {
			return &Fighter{rand: sim.NewRand(seed, stream), mind: m.make()}, nil
		}
	}
	return nil, fmt.Errorf("script %q is unknown; choose one of %s", name, strings.Join(Names(), ", "))
}

// NewNoisy returns the named script, which must be pro or rookie, with other
// hesitations and slips than its own. The zero Noise changes nothing.
func NewNoisy(name string, n Noise, seed, stream uint64) (*Fighter, error) {
	f, err := New(name, seed, stream)
	if err != nil || n == (Noise{}) {
		return f, err
	}
	h, ok := f.mind.(*human)
	if !ok {
		return nil, fmt.Errorf("script %q does not hesitate like a person; give noise to pro or rookie", name)
	}
	if err := n.Validate(); err != nil {
		return nil, err
	}
	n.apply(h)
	return f, nil
}

// Act returns the input for this tick. It never fails.
func (f *Fighter) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	return sim.Input{Skill: f.mind.choose(&f.rand, w, me)}, nil
}

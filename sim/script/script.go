// Package script implements the scripted fighters, which stand in for people of
// different strengths, from one that never acts to one that never hesitates.
//
// A script sees the true state of the world and chooses only skills; it moves by the
// game's own footsies. Each script draws from its own seeded stream, so that the same
// seed and opponent give the same match.
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

// mind chooses a skill from the true state, with random numbers from the fighter's
// stream.
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

// Names returns the names of the scripts, weakest first.
func Names() []string {
	names := make([]string, len(minds))
	for i, m := range minds {
		names[i] = m.name
	}
	return names
}

// New returns the named script for one match. It draws from a stream of the seed.
func New(name string, seed, stream uint64) (*Fighter, error) {
	for _, m := range minds {
		if m.name == name {
			return &Fighter{rand: sim.NewRand(seed, stream), mind: m.make()}, nil
		}
	}
	return nil, fmt.Errorf("script %q is unknown; choose one of %s", name, strings.Join(Names(), ", "))
}

// NewNoisy returns the named script with changed hesitation and mistakes. The script must
// be pro or rookie. The zero Noise changes nothing and is valid for every script.
func NewNoisy(name string, n Noise, seed, stream uint64) (*Fighter, error) {
	f, err := New(name, seed, stream)
	if err != nil || n == (Noise{}) {
		return f, err
	}
	h, ok := f.mind.(*human)
	if !ok {
		return nil, fmt.Errorf("script %q does not support noise; give noise to pro or rookie", name)
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

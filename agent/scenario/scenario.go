package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/sim"
)

// Schema is the schema of a scenario's file.
const Schema = "kumite.scenario/1"

// Rule is how presses are judged.
type Rule string

// The rules.
const (
	Acts         Rule = "acts"           // any skill starts within the frames
	Presses      Rule = "presses"        // one of the skills starts within the frames
	DoesNotPress Rule = "does_not_press" // none of the skills starts within the frames
)

// Grader judges what a side presses after it was taken over.
type Grader struct {
	Rule   Rule     `json:"rule"`
	Skills []string `json:"skills,omitempty"` // of presses and does_not_press
	Frames int      `json:"frames"`           // decisions that count, from the takeover
}

// The bounds of a scenario.
const (
	maxFrames     = 100
	maxLead       = 10 * sim.TickRate
	maxVariations = 1000
)

// Scenario is one file of a folder of scenarios.
type Scenario struct {
	Schema      string        `json:"schema"`
	Name        string        `json:"name"`
	Complaint   int           `json:"complaint,omitempty"` // its number in the feedback
	Kind        feedback.Kind `json:"kind,omitempty"`
	Contestant  string        `json:"contestant,omitempty"` // that was complained about
	ModelSHA256 string        `json:"model_sha256,omitempty"`
	Decoder     string        `json:"decoder,omitempty"`
	Note        string        `json:"note,omitempty"`

	Replay     string `json:"replay_sha256"` // of the file REPLAY.replay beside the scenario
	Side       string `json:"side"`
	Tick       int32  `json:"tick"` // at which the contestant takes over
	Grader     Grader `json:"grader"`
	LeadTicks  int32  `json:"lead_ticks"` // variations are reseeded so long before the takeover
	Variations int    `json:"variations"` // that count, besides the recorded state
	Seed       uint64 `json:"seed"`       // of the variations
}

// Validate reports every invalid field.
func (s *Scenario) Validate() error {
	var f invalid.Fields
	f.If(s.Schema != Schema, "schema is %.40q; want %q", s.Schema, Schema)
	if _, err := feedback.ParseSide(s.Side); err != nil {
		f.Add(err)
	}
	f.If(len(s.Name) == 0 || len(s.Name) > 200, "name has %d bytes; want 1 to 200", len(s.Name))
	if sum, err := hex.DecodeString(s.Replay); err != nil || len(sum) != sha256.Size {
		f.Add(fmt.Errorf("replay_sha256 is %.70q; want %d hexadecimal digits", s.Replay, 2*sha256.Size))
	}
	for _, b := range []struct {
		what     string
		v, least int
		most     int
	}{
		{"tick", int(s.Tick), 0, 3600 * sim.TickRate}, {"frames", s.Grader.Frames, 1, maxFrames},
		{"lead_ticks", int(s.LeadTicks), 0, maxLead}, {"variations", s.Variations, 0, maxVariations},
	} {
		f.If(b.v < b.least || b.v > b.most, "%s is %d; want %d to %d", b.what, b.v, b.least, b.most)
	}
	if _, err := s.Grader.skills(); err != nil {
		f.Add(err)
	}
	return f.Err()
}

// skills returns the grader's skills; every skill for acts.
func (g *Grader) skills() (set [sim.NumSkills]bool, err error) {
	switch {
	case g.Rule == Acts:
		for k := range set {
			set[k] = sim.Skill(k) != sim.None
		}
		return set, nil
	case g.Rule != Presses && g.Rule != DoesNotPress:
		return set, fmt.Errorf("rule is %.40q; want %s, %s or %s", g.Rule, Acts, Presses, DoesNotPress)
	case len(g.Skills) == 0:
		return set, fmt.Errorf("rule %s needs skills", g.Rule)
	}
	for _, name := range g.Skills {
		k, ok := sim.ParseSkill(name)
		if !ok || k == sim.None {
			return set, fmt.Errorf("skill %.40q is not a skill of this game", name)
		}
		set[k] = true
	}
	return set, nil
}

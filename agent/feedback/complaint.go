package feedback

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/sim"
)

// Schema is the schema of a complaint, one line of feedback.jsonl.
const Schema = "kumite.feedback/1"

// Kind is what is wrong at a moment.
type Kind string

// The kinds of complaint.
const (
	ShouldHaveActed Kind = "should_have_acted"
	Wasted          Kind = "wasted"
	TooLate         Kind = "too_late"
	WrongSkill      Kind = "wrong_skill"
	Unfair          Kind = "unfair"
	Note            Kind = "note"
)

// Kinds returns the kinds in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{ShouldHaveActed, Wasted, TooLate, WrongSkill, Unfair, Note}
}

// The longest texts of a complaint, in characters.
const (
	maxNote = 2000
	maxName = 200
	maxFile = 255 // of a replay, by which a match may be called
)

// Complaint is what a person said of a moment of a match.
type Complaint struct {
	Schema       string `json:"schema"`
	Number       int    `json:"-"`             // the line, from 1
	Replay       string `json:"replay_sha256"` // of the file in replays/
	Match        string `json:"match,omitempty"`
	Tick         int32  `json:"tick"`
	Side         string `json:"side"` // "left" or "right": the side that is complained about
	Contestant   string `json:"contestant"`
	Spec         string `json:"spec"`
	ModelSHA256  string `json:"model_sha256,omitempty"`
	Decoder      string `json:"decoder,omitempty"`
	Kind         Kind   `json:"kind"`
	Skill        string `json:"skill,omitempty"` // that was pressed, or missed; see Subject
	Note         string `json:"note,omitempty"`
	Who          string `json:"who,omitempty"`
	When         string `json:"when"` // RFC 3339
	RulesVersion int    `json:"rules_version"`
}

// Validate reports every invalid field that a person or a browser states.
func (c *Complaint) Validate() error {
	var f invalid.Fields
	f.If(!slices.Contains(Kinds(), c.Kind), "kind is %q; want one of %v", c.Kind, Kinds())
	if _, err := ParseSide(c.Side); err != nil {
		f.Add(err)
	}
	f.If(c.Tick < 0, "tick is %d; want 0 or more", c.Tick)
	for _, t := range []struct {
		what, text string
		most       int
	}{{"note", c.Note, maxNote}, {"who", c.Who, maxName}, {"match", c.Match, maxFile}} {
		if n := utf8.RuneCountInString(t.text); n > t.most {
			f.Add(fmt.Errorf("%s has %d characters; want at most %d", t.what, n, t.most))
		}
		f.If(!utf8.ValidString(t.text), "%s is not UTF-8", t.what)
	}
	if _, err := time.Parse(time.RFC3339, c.When); err != nil {
		f.Add(fmt.Errorf("when is %.40q; want a time such as 2026-01-31T12:00:00Z", c.When))
	}
	f.If(c.Kind == Note && strings.TrimSpace(c.Note) == "", "a complaint of kind %s needs a note; other kinds need none: %v", Note, slices.DeleteFunc(Kinds(), func(k Kind) bool { return k == Note }))
	return f.Err()
}

// ParseSide returns the side named "left" or "right".
func ParseSide(name string) (sim.Side, error) {
	for _, s := range []sim.Side{sim.Left, sim.Right} {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("side is %.40q; want left or right", name)
}

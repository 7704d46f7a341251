package agent

import (
	"fmt"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// Mind is the second half of a decision: a network's scores in, a decision
// out, with the decoder's state and the agent's own book kept from frame to
// frame. An Agent has one; recorded scores are decoded with one alone. Its
// calls must not overlap, and it allocates nothing.
type Mind struct {
	decoder    *policy.Decoder
	delayTicks int32
	skills     []sim.Skill // by class; empty for another game
	available  []bool      // by class
	book       Book
}

// NewMind makes a mind for scores of these classes, each a skill's name or
// "no_action". A press takes effect delayTicks after its frame. With nil the
// classes are those of another game: the mind keeps no book, and no class stands
// for a skill.
func NewMind(decoder *policy.Decoder, classes []string, delayTicks int32) (*Mind, error) {
	if err := validateDelay(delayTicks); err != nil {
		return nil, fmt.Errorf("agent: %w", err)
	}
	m := &Mind{decoder: decoder, delayTicks: delayTicks, skills: make([]sim.Skill, len(classes))}
	if classes != nil {
		m.available = make([]bool, len(classes)) // for a decoder, nil is all available
	}
	for i, name := range classes {
		k, ok := sim.ParseSkill(name)
		if !ok {
			return nil, fmt.Errorf("agent: class %q is not a skill of this game", name)
		}
		m.skills[i] = k
	}
	return m, nil
}

// Reset starts a match.
func (m *Mind) Reset() {
	m.decoder.Reset()
	m.book = Book{}
}

// Decide decides on the raw scores of the frame of a tick; ticks rise. fault,
// where it is not nil, says why there are no scores.
func (m *Mind) Decide(tick int32, scores []float32, fault error) policy.Decision {
	due := tick + m.delayTicks
	m.book.Advance(tick)
	for i, k := range m.skills {
		m.available[i] = m.book.Available(k, due)
	}
	if fault != nil {
		return m.decoder.Fail(fault)
	}
	d := m.decoder.Decode(scores, m.available)
	if k := m.Skill(d.Class); k != sim.None {
		m.book.Spend(k, due)
	}
	return d
}

// Skip lets the frame of a tick pass on which nothing was decided.
func (m *Mind) Skip(tick int32) {
	m.book.Advance(tick)
	m.decoder.Skip()
}

// Skill returns the skill that a class stands for.
func (m *Mind) Skill(class int) sim.Skill {
	if len(m.skills) == 0 {
		return sim.None
	}
	return m.skills[class]
}

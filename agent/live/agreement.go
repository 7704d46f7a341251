package live

import "github.com/kumite/kumite/policy"

// Agreement compares what an agent does with what its shadow, another agent
// that is handed the same frames and whose presses go nowhere, would have done.
// Both keep their own decoder and their own book of what they sent. The zero
// value is ready; its calls must not overlap.
type Agreement struct {
	Frames     int // that both decided on
	Same       int // of them, those on which both did the same, nothing included
	BothActed  int // with a skill each
	SameSkill  int // of those, with the same
	OnlyActed  int // the agent acted and its shadow did not
	OnlyShadow int // the shadow would have acted and the agent did not
	Alone      int // frames that only one decided on: the other missed it

	acted, shadow side
	differences   []Difference
}

// Difference is a frame on which two agents did not do the same.
type Difference struct {
	Match         uint64 // of the agent that acts
	Tick          int32  // of its frame
	Acted, Shadow policy.Decision
}

// KeptDifferences is how many of the newest differences are kept.
const KeptDifferences = 256

// side is what one agent decided and the other has not yet.
type side []thought

type thought struct {
	match    uint64
	tick     int32
	missed   bool
	decision policy.Decision
}

// near is the most ticks between frames that two agents take for the same
// decision: on the wall clock each takes the newest when it starts.
const near = 2

// Acted notes a decision of the agent that acts, in order.
func (g *Agreement) Acted(m *Moment) {
	g.acted = append(g.acted, thought{m.Match, m.Tick, m.Missed, m.Decision})
	g.pair()
}

// Shadowed notes a decision of the shadow, in order.
func (g *Agreement) Shadowed(m *Moment) {
	g.shadow = append(g.shadow, thought{m.Match, m.Tick, m.Missed, m.Decision})
	g.pair()
}

// Start begins a match: what only one has decided on is left unpaired.
func (g *Agreement) Start() {
	g.Alone += len(g.acted) + len(g.shadow)
	g.acted, g.shadow = g.acted[:0], g.shadow[:0]
}

// Differences are the newest differences, oldest first. They are the
// Agreement's until the next call.
func (g *Agreement) Differences() []Difference { return g.differences }

func (g *Agreement) pair() {
	for len(g.acted) > 0 && len(g.shadow) > 0 {
		a, s := g.acted[0], g.shadow[0]
		switch apart := a.tick - s.tick; {
		case apart > near:
			g.shadow.drop()
			g.Alone++
			continue
		case apart < -near:
			g.acted.drop()
			g.Alone++
			continue
		}
		g.acted.drop()
		g.shadow.drop()
		if a.missed || s.missed {
			g.Alone++
			continue
		}
		g.count(a, s)
	}
}

func (g *Agreement) count(a, s thought) {
	g.Frames++
	same := a.decision.Name() == s.decision.Name()
	switch acted, would := a.decision.Sent(), s.decision.Sent(); {
	case acted && would:
		g.BothActed++
		if same {
			g.SameSkill++
		}
	case acted:
		g.OnlyActed++
	case would:
		g.OnlyShadow++
	default:
		same = true // whatever each calls doing nothing
	}
	if same {
		g.Same++
		return
	}
	if len(g.differences) == KeptDifferences {
		copy(g.differences, g.differences[1:])
		g.differences = g.differences[:KeptDifferences-1]
	}
	g.differences = append(g.differences, Difference{a.match, a.tick, a.decision, s.decision})
}

func (s *side) drop() {
	copy(*s, (*s)[1:])
	*s = (*s)[:len(*s)-1]
}

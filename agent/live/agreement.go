package live

import "github.com/kumite/kumite/policy"

// Agreement compares what an agent does with what its shadow would have done:
// another agent that is handed the same frames and whose presses are not played.
// Each has its own decoder and its own book of what it sent. The zero value is
// ready; its calls must not overlap.
type Agreement struct {
	Frames     int // that both decided on
	Same       int // of them, those on which both did the same, nothing included
	BothActed  int // with a skill each
	SameSkill  int // of those, with the same
	OnlyActed  int // the agent acted and its shadow did not
	OnlyShadow int // the shadow would have acted and the agent did not
	Unpaired   int // frames that only one decided on: the other missed it

	acted, shadow queue
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

// queue is what one agent decided and the other has not yet, in order.
type queue []outcome

type outcome struct {
	match    uint64
	tick     int32
	missed   bool
	decision policy.Decision
}

// PairTicks is the most ticks between two frames that count as the same decision:
// on the wall clock each agent takes the newest frame when it starts.
const PairTicks = 2

// Acted adds a decision of the agent that acts, in order.
func (g *Agreement) Acted(s *Snapshot) {
	g.acted = append(g.acted, outcome{s.Match, s.Tick, s.Missed, s.Decision})
	g.pair()
}

// Shadowed adds a decision of the shadow, in order.
func (g *Agreement) Shadowed(s *Snapshot) {
	g.shadow = append(g.shadow, outcome{s.Match, s.Tick, s.Missed, s.Decision})
	g.pair()
}

// Start begins a match: what only one has decided on stays unpaired.
func (g *Agreement) Start() {
	g.Unpaired += len(g.acted) + len(g.shadow)
	g.acted, g.shadow = g.acted[:0], g.shadow[:0]
}

// Differences are the newest differences, oldest first. They are the
// Agreement's until the next call.
func (g *Agreement) Differences() []Difference { return g.differences }

func (g *Agreement) pair() {
	for len(g.acted) > 0 && len(g.shadow) > 0 {
		a, s := g.acted[0], g.shadow[0]
		switch apart := a.tick - s.tick; {
		case apart > PairTicks:
			g.shadow.drop()
			g.Unpaired++
			continue
		case apart < -PairTicks:
			g.acted.drop()
			g.Unpaired++
			continue
		}
		g.acted.drop()
		g.shadow.drop()
		if a.missed || s.missed {
			g.Unpaired++
			continue
		}
		g.count(a, s)
	}
}

func (g *Agreement) count(a, s outcome) {
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
		same = true // neither acted, whatever held them back
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

func (q *queue) drop() {
	copy(*q, (*q)[1:])
	*q = (*q)[:len(*q)-1]
}

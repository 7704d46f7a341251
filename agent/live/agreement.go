package live

import "github.com/kumite/kumite/policy"

// Agreement compares the decisions of an agent with those of its shadow: another agent
// that sees the same frames and whose presses are not played. Each has its own decoder
// and book. The zero value is ready to use. Calls must not overlap.
type Agreement struct {
	Frames     int // decided on by both
	Same       int // with the same decision, including no action
	BothActed  int // both pressed a skill
	SameSkill  int // both pressed the same skill
	OnlyActed  int // only the agent pressed
	OnlyShadow int // only the shadow would have pressed
	Unpaired   int // decided on by only one; the other missed the frame

	acted, shadow queue
	differences   []Difference
}

// Difference is a frame on which the agent and its shadow decided differently.
type Difference struct {
	Match         uint64 // of the agent that acts
	Tick          int32  // of its frame
	Acted, Shadow policy.Decision
}

// KeptDifferences is the number of differences that are kept, the newest ones.
const KeptDifferences = 256

// queue holds the decisions of one agent that the other has not made yet, in order.
type queue []outcome

type outcome struct {
	match    uint64
	tick     int32
	missed   bool
	decision policy.Decision
}

// PairTicks is the largest number of ticks between two frames that count as the same
// decision: on the wall clock each agent takes the newest frame when it starts.
const PairTicks = 2

// Acted adds a decision of the agent, in order.
func (g *Agreement) Acted(s *Snapshot) {
	g.acted = append(g.acted, outcome{s.Match, s.Tick, s.Missed, s.Decision})
	g.pair()
}

// Shadowed adds a decision of the shadow, in order.
func (g *Agreement) Shadowed(s *Snapshot) {
	g.shadow = append(g.shadow, outcome{s.Match, s.Tick, s.Missed, s.Decision})
	g.pair()
}

// Start begins a match: decisions that only one agent has made remain unpaired.
func (g *Agreement) Start() {
	g.Unpaired += len(g.acted) + len(g.shadow)
	g.acted, g.shadow = g.acted[:0], g.shadow[:0]
}

// Differences returns the newest differences, oldest first. The slice is valid until
// the next call.
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
		same = true // neither pressed, for whatever reason
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

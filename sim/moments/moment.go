package moments

import "github.com/kumite/kumite/sim"

// Kind is the kind of a moment.
type Kind uint8

// The kinds of moment.
const (
	Press   Kind = iota + 1 // Side's press started Skill
	Refused                 // Side's press was not possible
	Hit                     // Side's Skill did Damage; a parry hits with the strike that it turns
	Blocked                 // Side's Skill was blocked, with Damage
	Eaten                   // Side's dash ate a fireball
	Wasted                  // Side's Skill ended without effect and cost its fighter Damage
	Missed                  // Side could have pressed Skill from Tick to End and did not press
)

var kindNames = [...]string{"", "press", "refused", "hit", "blocked", "eaten", "wasted", "missed"}

// String returns the kind's name, "" for the zero Kind.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return ""
	}
	return kindNames[k]
}

// Moment is one thing that happened in a match.
type Moment struct {
	Kind   Kind
	Side   sim.Side
	Skill  sim.Skill
	Tick   int32 // of the world in which it shows
	End    int32 // Tick, or the first tick after a missed opening
	Damage int32
}

// kinds maps the events of the game. The game reports a parry with a hit by the
// parrying side, which is the moment.
var kinds = map[sim.EventKind]Kind{
	sim.Accepted: Press, sim.Rejected: Refused, sim.Hit: Hit, sim.Blocked: Blocked, sim.Eaten: Eaten, sim.Missed: Wasted,
}

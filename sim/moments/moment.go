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
	Answer Answer // of a Press
}

// Answer is how a press fits the openings of its side, by the rules that the script
// oracle follows.
type Answer uint8

// The answers. The zero value is that of moments that are no press.
const (
	Right   Answer = iota + 1 // the skill that the opening asked for
	Wrong                     // another skill than the opening asked for
	Late                      // the opening for it ended at most LateTicks before
	Unasked                   // no opening
)

// LateTicks is how long after the end of an opening a press for it counts as late.
const LateTicks = 30

// kinds maps the events of the game. The game reports a parry with a hit by the
// parrying side, which is the moment.
var kinds = map[sim.EventKind]Kind{
	sim.Accepted: Press, sim.Rejected: Refused, sim.Hit: Hit, sim.Blocked: Blocked, sim.Eaten: Eaten, sim.Missed: Wasted,
}

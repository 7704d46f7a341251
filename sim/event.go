package sim

// EventKind says what happened.
type EventKind uint8

// The kinds of event.
const (
	Accepted EventKind = iota + 1 // Side's press started Skill
	Rejected                      // Side's press was not possible
	Hit                           // Side's Skill did its damage
	Blocked                       // Side's Skill met somebody who stood ready
	Parried                       // Side's Skill was turned against it
	Eaten                         // Side's dash ate a fireball
	Missed                        // Side's Skill did nothing and cost its owner Damage; see WrongPressCost
)

// Event is one thing that a Step did.
type Event struct {
	Kind   EventKind
	Side   Side
	Skill  Skill
	Damage int32
}

// Events holds what one Step did, in a fixed order. No step can do more than
// its capacity.
type Events struct {
	list [16]Event
	n    int
}

// All returns the events of the last Step; the slice is valid until the next.
func (e *Events) All() []Event { return e.list[:e.n] }

func (e *Events) add(ev Event) {
	e.list[e.n] = ev
	e.n++
}

func (e *Events) reset() { e.n = 0 }

package sim

// EventKind is the kind of an Event.
type EventKind uint8

// The kinds of event.
const (
	Accepted EventKind = iota + 1 // Side's press started Skill
	Rejected                      // Side's press was not possible
	Hit                           // Side's Skill hit
	Blocked                       // Side's Skill was blocked by a ready opponent
	Parried                       // Side's Skill was parried
	Eaten                         // Side's dash ate a fireball
	Missed                        // Side's Skill had no effect and cost its fighter Damage; see WrongPressCost
)

// Event is one effect of a Step.
type Event struct {
	Kind   EventKind
	Side   Side
	Skill  Skill
	Damage int32
}

// Events holds the events of one Step in a fixed order. Its capacity suffices for any
// step.
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

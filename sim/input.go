package sim

// Move is what a side's feet are told. The zero value leaves them to the
// game's own footsies; a person at a keyboard sets Manual and keys.
type Move uint8

// The keys of a Move.
const (
	Manual  Move = 1 << iota // the feet obey the keys below, and stand without one
	Forward                  // towards the opponent
	Back
	Hop // with Forward or Back, or on the spot
	Block

	// AllKeys is every key at once.
	AllKeys = Manual | Forward | Back | Hop | Block
)

// Input is one side's choice for one tick.
type Input struct {
	Skill Skill
	Move  Move
}

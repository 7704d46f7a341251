package sim

// Move is a side's movement. The zero value uses the game's own footsies; a person at a
// keyboard sets Manual and keys.
type Move uint8

// The keys of a Move.
const (
	Manual  Move = 1 << iota // move by the keys below, and stand without one
	Forward                  // towards the opponent
	Back
	Hop // with Forward or Back, or in place
	Block

	// AllKeys is every key at once.
	AllKeys = Manual | Forward | Back | Hop | Block
)

// Input is one side's choice for one tick.
type Input struct {
	Skill Skill
	Move  Move
}

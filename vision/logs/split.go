package logs

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

// Split says which recordings train a model, which choose its settings, and
// which judge it: indices of recordings, rising. It is by recording and never
// by frame, because the frames of one match look alike.
type Split struct {
	Seed  uint64 `json:"seed"`
	Train []int  `json:"train"`
	Val   []int  `json:"val"`
	Test  []int  `json:"test"`
}

// NewSplit gives about one recording of ten to validation, one of ten to test
// (each at least one), and the rest to training. Fewer than three recordings
// all go to training. The recordings are ordered by the SHA-256 of seed and
// name, so the split does not depend on their order or on the Go version.
func NewSplit(seed uint64, names []string) Split {
	order := shuffled(seed, names)
	held := 0
	if len(names) >= 3 {
		held = max(1, len(names)/10)
	}
	s := Split{Seed: seed, Train: []int{}, Val: []int{}, Test: []int{}}
	for i, index := range order {
		switch {
		case i < held:
			s.Val = append(s.Val, index)
		case i < 2*held:
			s.Test = append(s.Test, index)
		default:
			s.Train = append(s.Train, index)
		}
	}
	slices.Sort(s.Train)
	slices.Sort(s.Val)
	slices.Sort(s.Test)
	return s
}

// Halves divides recordings in two, the first with the odd one: indices,
// rising. It orders them as NewSplit does.
func Halves(seed uint64, names []string) (first, second []int) {
	order := shuffled(seed, names)
	cut := (len(order) + 1) / 2
	first, second = order[:cut:cut], order[cut:]
	slices.Sort(first)
	slices.Sort(second)
	return first, second
}

// shuffled is the indices in the order of the SHA-256 of seed and name.
func shuffled(seed uint64, names []string) []int {
	keys := make([][sha256.Size]byte, len(names))
	order := make([]int, len(names))
	for i, name := range names {
		keys[i], order[i] = sha256.Sum256(fmt.Appendf(nil, "%d/%s", seed, name)), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return bytes.Compare(keys[a][:], keys[b][:]) })
	return order
}

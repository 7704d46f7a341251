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
	type keyed struct {
		key   [sha256.Size]byte
		index int
	}
	order := make([]keyed, len(names))
	for i, name := range names {
		order[i] = keyed{sha256.Sum256(fmt.Appendf(nil, "%d/%s", seed, name)), i}
	}
	slices.SortFunc(order, func(a, b keyed) int { return bytes.Compare(a.key[:], b.key[:]) })
	held := 0
	if len(names) >= 3 {
		held = max(1, len(names)/10)
	}
	s := Split{Seed: seed, Train: []int{}, Val: []int{}, Test: []int{}}
	for i, k := range order {
		switch {
		case i < held:
			s.Val = append(s.Val, k.index)
		case i < 2*held:
			s.Test = append(s.Test, k.index)
		default:
			s.Train = append(s.Train, k.index)
		}
	}
	slices.Sort(s.Train)
	slices.Sort(s.Val)
	slices.Sort(s.Test)
	return s
}

package stats

import (
	"iter"
	"math/rand/v2"
)

// Resamples yields times bootstrap samples of n units, slices of n indices drawn with
// replacement from a stream of a seed. The slice is reused; a caller that keeps it
// must copy it.
func Resamples(n, times int, seed, stream uint64) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		r := rand.New(rand.NewPCG(seed, stream))
		sample := make([]int, n)
		for range times {
			for i := range sample {
				sample[i] = r.IntN(n)
			}
			if !yield(sample) {
				return
			}
		}
	}
}

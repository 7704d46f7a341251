package offline

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/kumite/kumite/policy/stats"
)

// halvings is how many ways of splitting the pairs in two are drawn.
const halvings = 200

// Ceiling says how well the online score predicts itself, which is what any
// offline metric can reach at most.
type Ceiling struct {
	Pairs int `json:"pairs"` // of each unit
	// Halves is Spearman's ρ between the scores on two halves of the pairs, the
	// mean over 200 drawn splits.
	Halves stats.Float `json:"halves"`
	// Whole is what it would be between two runs of all pairs: 2r/(1+r)
	// (Spearman, 1910; Brown, 1910).
	Whole stats.Float `json:"whole"`
	// Metric is the ρ at which a metric that knew every unit's true strength
	// would end: √Whole.
	Metric stats.Float `json:"metric"`
}

// NoiseCeiling compares halves of the pairs. scores holds, by unit and pair,
// the pair's score; pair i is on the same seed for all units, so a split splits
// all alike. It needs two units and two pairs.
func NoiseCeiling(scores [][]float64, seed uint64) (Ceiling, error) {
	if len(scores) < 2 {
		return Ceiling{}, errors.New("noise ceiling: fewer than two units; add contestants")
	}
	n := len(scores[0])
	for i, s := range scores {
		if len(s) != n {
			return Ceiling{}, fmt.Errorf("noise ceiling: unit %d has %d pairs and unit 0 has %d; give the same pairs of each", i, len(s), n)
		}
	}
	if n < 2 {
		return Ceiling{}, fmt.Errorf("noise ceiling: %d pairs; play at least two", n)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	r := rand.New(rand.NewPCG(seed, 0x68616c766573)) // its own stream of the seed
	a, b := make([]float64, len(scores)), make([]float64, len(scores))
	total, defined := 0.0, 0
	for range halvings {
		r.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
		for u, s := range scores {
			a[u], b[u] = meanAt(s, order[:n/2]), meanAt(s, order[n/2:])
		}
		if rho := stats.Spearman(a, b); !math.IsNaN(rho) {
			total += rho
			defined++
		}
	}
	half := stats.Ratio(total, float64(defined))
	whole := 2 * half / (1 + half)
	return Ceiling{n, stats.Float(half), stats.Float(whole), stats.Float(math.Sqrt(math.Max(whole, 0)))}, nil
}

func meanAt(v []float64, at []int) float64 {
	total := 0.0
	for _, i := range at {
		total += v[i]
	}
	return total / float64(len(at))
}

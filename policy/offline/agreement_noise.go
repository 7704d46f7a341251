package offline

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/kumite/kumite/policy/stats"
)

// halvings is the number of random splits of the pairs into halves.
const halvings = 200

// Ceiling is the noise ceiling: how well the online score predicts itself, which
// bounds the correlation of any offline metric.
type Ceiling struct {
	Pairs int `json:"pairs"` // of each unit
	// Halves is Spearman's ρ between the scores on two halves of the pairs, averaged
	// over 200 random splits.
	Halves stats.Float `json:"halves"`
	// Whole is the predicted ρ between two runs of all pairs: 2r/(1+r)
	// (Spearman, 1910; Brown, 1910).
	Whole stats.Float `json:"whole"`
	// Metric is the expected ρ of a metric that knows every unit's true strength:
	// √Whole.
	Metric stats.Float `json:"metric"`
}

// NoiseCeiling estimates the noise ceiling by split halves. scores is [unit][pair];
// pair i must have the same seed for all units, because each split applies to all
// units. It needs at least two units and two pairs.
func NoiseCeiling(scores [][]float64, seed uint64) (Ceiling, error) {
	if len(scores) < 2 {
		return Ceiling{}, errors.New("noise ceiling: fewer than two units; add contestants")
	}
	n := len(scores[0])
	for i, s := range scores {
		if len(s) != n {
			return Ceiling{}, fmt.Errorf("noise ceiling: unit %d has %d pairs and unit 0 has %d; give the same pairs for each", i, len(s), n)
		}
	}
	if n < 2 {
		return Ceiling{}, fmt.Errorf("noise ceiling: %d pairs; play at least two", n)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	r := rand.New(rand.NewPCG(seed, 0x68616c766573)) // a stream of its own
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

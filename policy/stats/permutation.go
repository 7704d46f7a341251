package stats

import (
	"math"
	"math/rand/v2"
)

// exactUnits is the maximum number of units for the exact test (9! = 362 880).
const exactUnits = 9

// drawnPermutations is the number of random permutations for more units.
const drawnPermutations = 100_000

// PermutationP returns the two-sided permutation p-value of Spearman's ρ: the share of
// permutations with |ρ| at least the observed one. It is exact for up to nine units.
// For more it draws random permutations with the seed and includes the observed one,
// so that p is never 0. It is NaN if ρ is undefined.
func PermutationP(x, y []float64, seed uint64) float64 {
	if math.IsNaN(Spearman(x, y)) {
		return math.NaN()
	}
	a, b := ranks(x), ranks(y)
	k := len(a)
	centre := float64(k+1) / 2
	for i := range a {
		a[i] -= centre
		b[i] -= centre
	}
	covariance := func() float64 { // proportional to ρ
		total := 0.0
		for i := range a {
			total += a[i] * b[i]
		}
		return math.Abs(total)
	}
	observed := covariance() - 1e-9 // tolerates rounding; ranks are multiples of ½
	extreme, tried := 0, 0
	try := func() {
		tried++
		if covariance() >= observed {
			extreme++
		}
	}
	if k > exactUnits {
		try()
		r := rand.New(rand.NewPCG(seed, 0x7065726d75746174)) // a stream of its own
		for range drawnPermutations {
			r.Shuffle(k, func(i, j int) { b[i], b[j] = b[j], b[i] })
			try()
		}
	} else {
		permute(b, try)
	}
	return float64(extreme) / float64(tried)
}

// permute calls visit for every permutation of v (Heap's algorithm).
func permute(v []float64, visit func()) {
	count := make([]int, len(v))
	visit()
	for i := 1; i < len(v); {
		if count[i] >= i {
			count[i] = 0
			i++
			continue
		}
		if i%2 == 0 {
			v[0], v[i] = v[i], v[0]
		} else {
			v[count[i]], v[i] = v[i], v[count[i]]
		}
		visit()
		count[i]++
		i = 1
	}
}

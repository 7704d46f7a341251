package stats

import (
	"math"
	"math/rand/v2"
)

// exactUnits is the most units whose permutations are all tried (9! = 362 880).
const exactUnits = 9

// drawnPermutations is how many are drawn for more units.
const drawnPermutations = 100_000

// PermutationP is the two-sided permutation p of Spearman's ρ: the share of pairings of x with y whose |ρ| is at least the
// observed one; exact to nine units, drawn with the seed beyond, and NaN where ρ
// is undefined. Drawn permutations count the observed one in, so p is never 0.
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
	observed := covariance() - 1e-9 // ranks are multiples of ½: a margin for rounding
	extreme, tried := 0, 0
	try := func() {
		tried++
		if covariance() >= observed {
			extreme++
		}
	}
	if k > exactUnits {
		try()
		r := rand.New(rand.NewPCG(seed, 0x7065726d75746174)) // its own stream of the seed
		for range drawnPermutations {
			r.Shuffle(k, func(i, j int) { b[i], b[j] = b[j], b[i] })
			try()
		}
	} else {
		permute(b, try)
	}
	return float64(extreme) / float64(tried)
}

// permute calls visit for every order of v (Heap's algorithm).
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

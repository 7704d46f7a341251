package selection

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/kumite/kumite/policy/stats"
)

// belief is the posterior of the candidates' true means. A candidate's score in the k-th
// pair is its mean, plus what the k-th seed adds for all, plus noise. Means of contenders
// are normal around a line in their offline scores, or one level without, with a spread τ
// that is not known: the posterior is averaged over values of τ. The line's level may be
// anything; its slope is normal, such that it explains as much as τ does.
type belief struct {
	prior      []float64 // offline scores, or nil
	means      []float64 // of the posterior, by candidate
	deviations []float64
	contends   []bool
	sample     [][]float64 // draws from the posterior, by draw and candidate

	variance []float64 // of one pair, by candidate
	shared   float64   // of what a seed adds for all contenders
	who      []int     // the contenders
	spreads  []spread
}

// spread is the posterior of the contenders given a τ.
type spread struct {
	weight float64
	means  mat.VecDense
	root   mat.Cholesky // of the precision
}

func newBelief(candidates int, prior []float64) belief {
	return belief{prior: prior, means: make([]float64, candidates), deviations: make([]float64, candidates),
		contends: make([]bool, candidates), variance: make([]float64, candidates)}
}

// taus are the values of τ, from half a point to 15, even in ln τ. The least keeps a doubt
// where few pairs show no difference.
var taus = func() (taus [13]float64) {
	for i := range taus {
		taus[i] = 0.005 * math.Pow(30, float64(i)/float64(len(taus)-1))
	}
	return taus
}()

// tauScale is the scale of the half-Cauchy prior of τ: five points.
const tauScale = 0.05

// fit computes the posterior of the scores. Candidates that are out are never the best.
func (b *belief) fit(scores [][]float64, out []bool) {
	b.fitVariances(scores)
	b.findContenders(scores, out)
	b.fitShared(scores)
	b.spreads = b.spreads[:0]
	k := len(b.who)
	if k == 0 {
		return
	}
	information, weighted := b.likelihood(scores)
	top := math.Inf(-1)
	line := b.line()
	for _, tau := range taus {
		precision := mat.NewSymDense(k, nil)
		for i := range k {
			for j := i; j < k; j++ {
				v := information.At(i, j)
				if k > 1 { // the level of the contenders has a flat prior, the slope a normal one
					v -= (1/float64(k) + line[i]*line[j]/float64(k+1)) / (tau * tau)
					if i == j {
						v += 1 / (tau * tau)
					}
				}
				precision.SetSym(i, j, v)
			}
		}
		var s spread
		if !s.root.Factorize(precision) || s.root.SolveVecTo(&s.means, weighted) != nil {
			continue // so small a τ that the precision is singular in floating point
		}
		// The logarithm of the marginal likelihood, the prior, and dτ on the grid of ln τ.
		s.weight = (mat.Dot(weighted, &s.means)-s.root.LogDet())/2 - float64(k-1)*math.Log(tau) + math.Log(tau/(1+tau*tau/(tauScale*tauScale)))
		top = max(top, s.weight)
		b.spreads = append(b.spreads, s)
	}
	total := 0.0
	for i := range b.spreads {
		b.spreads[i].weight = math.Exp(b.spreads[i].weight - top)
		total += b.spreads[i].weight
	}
	for i := range b.spreads {
		b.spreads[i].weight /= total
	}
}

// fitVariances sets the variance of each candidate's pairs: its own, and as much of all
// candidates' as ten pairs have.
func (b *belief) fitVariances(scores [][]float64) {
	const own = 10
	squares := make([]float64, len(scores))
	pooled, n := 0.0, 0.0
	for i, of := range scores {
		mean := stats.Mean(of)
		for _, v := range of {
			squares[i] += (v - mean) * (v - mean)
		}
		if len(of) > 1 {
			pooled, n = pooled+squares[i], n+float64(len(of)-1)
		}
	}
	pooled = max(pooled/max(n, 1), 0.02)
	for i, of := range scores {
		b.variance[i] = (squares[i] + own*pooled) / (float64(max(len(of), 1)-1) + own)
	}
}

// findContenders finds those that may be the best: those whose score is at most three
// standard errors below the best lower bound. That is for their matches alone to say: where
// few are played, a line in an offline score can fit them by chance.
func (b *belief) findContenders(scores [][]float64, out []bool) {
	best := math.Inf(-1)
	for i, of := range scores {
		b.means[i], b.deviations[i] = -1, 1e-9 // never the best
		if len(of) > 0 && !out[i] {
			b.means[i], b.deviations[i] = stats.Mean(of), math.Sqrt(b.variance[i]/float64(len(of)))
			best = max(best, b.means[i]-b.deviations[i])
		}
	}
	b.who = b.who[:0]
	for i := range scores {
		if b.contends[i] = b.means[i] >= 0 && b.means[i]+3*b.deviations[i] >= best; b.contends[i] {
			b.who = append(b.who, i)
		}
	}
}

// fitShared sets the variance that the contenders' scores share by their seeds: their mean
// covariance on common seeds, drawn towards none as by ten seeds.
func (b *belief) fitShared(scores [][]float64) {
	means := make([]float64, len(scores))
	for _, i := range b.who {
		means[i] = stats.Mean(scores[i])
	}
	sum, n, seeds := 0.0, 0.0, 0.0
	for k := 0; ; k++ {
		all, squares, here := 0.0, 0.0, 0.0
		for _, i := range b.who {
			if k < len(scores[i]) {
				d := scores[i][k] - means[i]
				all, squares, here = all+d, squares+d*d, here+1
			}
		}
		if here < 2 {
			break
		}
		sum, n, seeds = sum+all*all-squares, n+here*(here-1), seeds+1
	}
	b.shared = 0
	if seeds > 1 {
		least := math.Inf(1)
		for _, i := range b.who {
			least = min(least, b.variance[i])
		}
		b.shared = min(max(sum/n*seeds/(seeds-1)*seeds/(seeds+10), 0), least/2)
	}
}

// likelihood returns the information of the contenders' scores about their means, with the
// seeds' effects integrated out, and the information-weighted scores.
func (b *belief) likelihood(scores [][]float64) (*mat.SymDense, *mat.VecDense) {
	k := len(b.who)
	noise, weighted := make([]float64, k), mat.NewVecDense(k, nil) // noise: one over its variance
	most := 0
	for a, i := range b.who {
		noise[a] = 1 / (b.variance[i] - b.shared)
		most = max(most, len(scores[i]))
		for _, v := range scores[i] {
			weighted.SetVec(a, weighted.AtVec(a)+v*noise[a])
		}
	}
	effects := make([]float64, most+1) // sums of the posterior variances of the first seeds' effects
	for seed := range most {
		if b.shared == 0 {
			break
		}
		of, sum := 1/b.shared, 0.0
		for a, i := range b.who {
			if seed < len(scores[i]) {
				of, sum = of+noise[a], sum+scores[i][seed]*noise[a]
			}
		}
		effects[seed+1] = effects[seed] + 1/of
		for a, i := range b.who {
			if seed < len(scores[i]) {
				weighted.SetVec(a, weighted.AtVec(a)-noise[a]*sum/of)
			}
		}
	}
	information := mat.NewSymDense(k, nil)
	for a, i := range b.who {
		for e := a; e < k; e++ {
			v := -noise[a] * noise[e] * effects[min(len(scores[i]), len(scores[b.who[e]]))]
			if e == a {
				v += float64(len(scores[i])) * noise[a]
			}
			information.SetSym(a, e, v)
		}
	}
	return information, weighted
}

// draw draws from the posterior, and sets its means and deviations.
func (b *belief) draw(draws int, r *rand.Rand) {
	for len(b.sample) < draws {
		b.sample = append(b.sample, make([]float64, len(b.means)))
	}
	b.sample = b.sample[:draws]
	k := len(b.who)
	sums, squares, noise := make([]float64, k), make([]float64, k), make([]float64, k)
	at, upTo := -1, 0.0
	for d, row := range b.sample {
		for i := range row {
			row[i] = -1
		}
		for at+1 < len(b.spreads) && (float64(d)+0.5)/float64(draws) > upTo {
			at++
			upTo += b.spreads[at].weight
		}
		for a := range noise {
			noise[a] = r.NormFloat64()
		}
		if k == 0 {
			continue
		}
		s := &b.spreads[at]
		blas64.Trsv(blas.NoTrans, s.root.RawU().(mat.RawTriangular).RawTriangular(), blas64.Vector{N: k, Inc: 1, Data: noise})
		for a, i := range b.who {
			row[i] = s.means.AtVec(a) + noise[a]
			sums[a], squares[a] = sums[a]+row[i], squares[a]+row[i]*row[i]
		}
	}
	for a, i := range b.who {
		b.means[i] = sums[a] / float64(draws)
		b.deviations[i] = math.Sqrt(max(squares[a]/float64(draws)-b.means[i]*b.means[i], 1e-18))
	}
}

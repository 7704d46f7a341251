package rating

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/kumite/kumite/policy/stats"
)

// eloPerNat converts natural log-odds to Elo.
const eloPerNat = 400 / math.Ln10

// PairScore is one pair of legs between contestants A and B (indices). Score is A's
// mean points per leg: 0, ¼, ½, ¾ or 1.
type PairScore struct {
	A, B  int
	Score float64
}

// BradleyTerry is the fit of a Bradley–Terry model to a pool of contestants.
type BradleyTerry struct {
	Elo        []float64        // one per contestant, mean 0
	EloCI95    []stats.Interval // Elo ± z·√Covariance, relative to the pool's mean
	Covariance [][]float64      // of Elo, in Elo²

	// The goodness of fit: χ² of the pairings against the ratings. A small P means
	// that the pool is not transitive and not described by one rating each. With
	// DF 0 there is no test and P is NaN.
	ChiSquare float64
	DF        int
	P         float64

	// VirtualDraws says that one draw per played pairing was added, because a
	// contestant or group won or lost everything, so that no finite fit exists.
	VirtualDraws bool
}

// Transitive reports whether the χ² test does not reject the fit at 5 %.
func (f *BradleyTerry) Transitive() bool { return !(f.P < 0.05) }

// FitWins rates contestants from a square matrix of points: wins[i][j] is the points
// of i against j, with half a point each for a draw. The diagonal is zero. It treats
// games as independent; if pairs are known, use FitPairs.
func FitWins(wins [][]float64) (*BradleyTerry, error) {
	if err := validateWins(wins); err != nil {
		return nil, fmt.Errorf("bradley-terry: %w", err)
	}
	return fit(wins, nil)
}

// FitPairs rates contestants 0 … contestants−1 from pairs of legs. The covariance is
// clustered by pair. For a pairing of fewer than ten pairs, or whose pairs all have
// the same score, each pair counts as a single observation.
func FitPairs(contestants int, pairs []PairScore) (*BradleyTerry, error) {
	wins := make([][]float64, contestants)
	for i := range wins {
		wins[i] = make([]float64, contestants)
	}
	counts := map[pairing]Pentanomial{}
	for i, p := range pairs {
		switch bucket := 4 * p.Score; {
		case p.A < 0 || p.A >= contestants || p.B < 0 || p.B >= contestants || p.A == p.B:
			return nil, fmt.Errorf("bradley-terry: pair %d is between %d and %d; want two of 0 to %d", i, p.A, p.B, contestants-1)
		case !(bucket >= 0 && bucket <= 4) || bucket != math.Trunc(bucket):
			return nil, fmt.Errorf("bradley-terry: pair %d scored %v; want 0, 0.25, 0.5, 0.75 or 1", i, p.Score)
		}
		wins[p.A][p.B] += 2 * p.Score
		wins[p.B][p.A] += 2 * (1 - p.Score)
		key, score := pairing{p.A, p.B}, p.Score
		if p.A > p.B {
			key, score = pairing{p.B, p.A}, 1-p.Score
		}
		n := counts[key]
		n[int(4*score)]++
		counts[key] = n
	}
	if err := validateWins(wins); err != nil {
		return nil, fmt.Errorf("bradley-terry: %w", err)
	}
	return fit(wins, func(g pairing, spread float64) float64 {
		n := counts[g]
		if _, v := moments(n[:]); v > 0 && n.Pairs() >= minWilsonPairs {
			return 4 * float64(n.Pairs()) * v
		}
		return 4 * float64(n.Pairs()) * spread
	})
}

// fit computes the ratings. sampling returns the variance of a's points against b,
// given the variance spread of one game under the fit; nil means binomial.
func fit(wins [][]float64, sampling func(g pairing, spread float64) float64) (*BradleyTerry, error) {
	f := &BradleyTerry{VirtualDraws: !finite(wins)}
	fitted := wins
	if f.VirtualDraws {
		fitted = withVirtualDraws(wins)
	}
	theta, pinv, err := newton(fitted)
	if err != nil {
		return nil, err
	}
	k := len(wins)
	games := playedPairings(wins, fitted, theta)
	if sampling != nil {
		for i := range games {
			games[i].sampling = sampling(games[i].pairing, games[i].spread)
		}
	}

	// Sandwich: H⁺ (Σ V_g (e_a−e_b)(e_a−e_b)ᵀ) H⁺.
	meat := mat.NewSymDense(k, nil)
	for _, g := range games {
		addEdge(meat, g.pairing, g.sampling)
	}
	var half, cov mat.Dense
	half.Mul(pinv, meat)
	cov.Mul(&half, pinv)
	f.Elo = make([]float64, k)
	f.EloCI95 = make([]stats.Interval, k)
	f.Covariance = make([][]float64, k)
	for i := range f.Elo {
		f.Elo[i] = theta[i] * eloPerNat
		f.Covariance[i] = make([]float64, k)
		for j := range f.Covariance[i] {
			f.Covariance[i][j] = cov.At(i, j) * eloPerNat * eloPerNat
		}
		h := stats.Z95 * math.Sqrt(math.Max(f.Covariance[i][i], 0))
		f.EloCI95[i] = stats.Interval{Lo: f.Elo[i] - h, Hi: f.Elo[i] + h}
	}
	if f.ChiSquare, f.DF, f.P, err = goodness(games, k); err != nil {
		return nil, err
	}
	return f, nil
}

// newton maximises the likelihood, starting with equal ratings. It returns the centred
// ratings in nats and the pseudo-inverse of the information matrix.
func newton(wins [][]float64) (theta []float64, pinv *mat.SymDense, err error) {
	k := len(wins)
	theta = make([]float64, k)
	gradient, step, trial := mat.NewVecDense(k, nil), mat.NewVecDense(k, nil), make([]float64, k)
	for range 200 {
		information := mat.NewSymDense(k, nil)
		gradient.Zero()
		for a := range wins {
			for b := a + 1; b < k; b++ {
				legs := wins[a][b] + wins[b][a]
				if legs == 0 {
					continue
				}
				p, q := logistic(theta[a]-theta[b]), logistic(theta[b]-theta[a])
				addEdge(information, pairing{a, b}, legs*p*q)
				surplus := wins[a][b]*q - wins[b][a]*p // points − legs·p without cancellation
				gradient.SetVec(a, gradient.AtVec(a)+surplus)
				gradient.SetVec(b, gradient.AtVec(b)-surplus)
			}
		}
		if pinv, err = laplacianPseudoInverse(information); err != nil {
			return nil, nil, err
		}
		step.MulVec(pinv, gradient)
		if mat.Norm(step, math.Inf(1)) < 1e-11 {
			return theta, pinv, nil
		}
		// Halve the step while it overshoots; the likelihood is concave.
		now, scale := logLikelihood(wins, theta), 1.0
		for range 40 {
			for i := range trial {
				trial[i] = theta[i] + scale*step.AtVec(i)
			}
			if logLikelihood(wins, trial) >= now-1e-12*math.Abs(now) {
				break
			}
			scale /= 2
		}
		copy(theta, trial)
		centre(theta)
	}
	return nil, nil, errors.New("bradley-terry: the fit did not converge; leave out the contestant that wins or loses nearly everything")
}

func logLikelihood(wins [][]float64, theta []float64) float64 {
	sum := 0.0
	for i := range wins {
		for j, w := range wins[i] {
			if w > 0 {
				sum -= w * math.Log1p(math.Exp(theta[j]-theta[i]))
			}
		}
	}
	return sum
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func centre(v []float64) {
	mean := 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for i := range v {
		v[i] -= mean
	}
}

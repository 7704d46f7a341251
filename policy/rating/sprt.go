package rating

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// SPRT is the generalised sequential probability ratio test of H0: Elo = Elo0
// against H1: Elo = Elo1, in logistic Elo over pairs (Van den Bergh,
// "Comments on normalized Elo", 2020; the likelihoods are maximised over the
// other parameters of the pair distribution).
type SPRT struct {
	Elo0     float64 `json:"elo0"` // below Elo1
	Elo1     float64 `json:"elo1"`
	Alpha    float64 `json:"alpha"`     // the error rate under H0, in (0, ½)
	Beta     float64 `json:"beta"`      // the error rate under H1, in (0, ½)
	MaxPairs int     `json:"max_pairs"` // the test ends as inconclusive after these; 0 is no limit
}

// MaxElo is the largest difference that a hypothesis may state.
const MaxElo = 2000

// DefaultSPRT returns a test of Elo 0 against 50 with error rates of 0.05 and at most
// 2000 pairs.
func DefaultSPRT() SPRT {
	return SPRT{Elo0: 0, Elo1: 50, Alpha: 0.05, Beta: 0.05, MaxPairs: 2000}
}

// Verdict is the result of a test.
type Verdict string

// The verdicts.
const (
	AcceptH0     Verdict = "H0"
	AcceptH1     Verdict = "H1"
	Inconclusive Verdict = "inconclusive"
)

// Validate reports invalid hypotheses, error rates or limits.
func (t SPRT) Validate() error {
	switch {
	case !(math.Abs(t.Elo0) <= MaxElo):
		return fmt.Errorf("sprt: elo0 is %v; want -%d to %d", t.Elo0, MaxElo, MaxElo)
	case !(math.Abs(t.Elo1) <= MaxElo):
		return fmt.Errorf("sprt: elo1 is %v; want -%d to %d", t.Elo1, MaxElo, MaxElo)
	case !(t.Elo0 < t.Elo1):
		return fmt.Errorf("sprt: elo0 is %v and elo1 is %v; elo0 must be the lower one", t.Elo0, t.Elo1)
	case !(t.Alpha > 0 && t.Alpha < 0.5):
		return fmt.Errorf("sprt: alpha is %v; want above 0 and below 0.5", t.Alpha)
	case !(t.Beta > 0 && t.Beta < 0.5):
		return fmt.Errorf("sprt: beta is %v; want above 0 and below 0.5", t.Beta)
	case t.MaxPairs < 0:
		return fmt.Errorf("sprt: max pairs is %d; want 0 (no limit) or more", t.MaxPairs)
	}
	return nil
}

// Bounds returns the log-likelihood ratios at which H0 and H1 are accepted:
// ln(β/(1−α)) and ln((1−β)/α).
func (t SPRT) Bounds() (lower, upper float64) {
	return math.Log(t.Beta / (1 - t.Alpha)), math.Log((1 - t.Beta) / t.Alpha)
}

// LLR returns the log-likelihood ratio of H1 over H0 for counts of scores spaced evenly
// over [0, 1], lowest first: five for pairs, three for single games. Zero counts become
// 10⁻³. Without observations it is 0. It allocates nothing.
func (t SPRT) LLR(counts []int) float64 {
	total, seen := 0.0, 0
	for _, c := range counts {
		total += regularized(c)
		seen += c
	}
	if seen == 0 {
		return 0
	}
	s0, s1 := Score(t.Elo0), Score(t.Elo1)
	theta0, theta1 := tilt(counts, total, s0), tilt(counts, total, s1)
	step, llr := 1/float64(len(counts)-1), 0.0
	for i, c := range counts {
		a := float64(i) * step
		llr += regularized(c) * math.Log((1+theta0*(a-s0))/(1+theta1*(a-s1)))
	}
	return llr
}

// regularized replaces a count of zero by 10⁻³, so that both hypotheses stay possible.
func regularized(count int) float64 {
	if count <= 0 {
		return 1e-3
	}
	return float64(count)
}

// tilt returns the root θ of Σ p̂_i(a_i−s)/(1+θ(a_i−s)), which decreases on
// (−1/(1−s), 1/s), by bisection to 1e-12. The distribution with mean s that is nearest to
// p̂ is p̂_i/(1+θ(a_i−s)).
func tilt(counts []int, total, s float64) float64 {
	step := 1 / float64(len(counts)-1)
	lo, hi := -1/(1-s), 1/s
	for hi-lo > 1e-12 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break // no float between
		}
		slope := 0.0
		for i, c := range counts {
			d := float64(i)*step - s
			slope += regularized(c) / total * d / (1 + mid*d)
		}
		if slope > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}

// SPRTResult is the state of a test.
type SPRTResult struct {
	Elo0    stats.Float `json:"elo0"`
	Elo1    stats.Float `json:"elo1"`
	LLR     stats.Float `json:"llr"`
	Lower   stats.Float `json:"lower"`
	Upper   stats.Float `json:"upper"`
	Verdict Verdict     `json:"verdict"`
}

// Judge applies the test once to all pairs. For a test that stops as pairs arrive, use
// Sequential.
func (t SPRT) Judge(n Pentanomial) SPRTResult {
	lower, upper := t.Bounds()
	llr := t.LLR(n[:])
	r := SPRTResult{
		Elo0: stats.Float(t.Elo0), Elo1: stats.Float(t.Elo1), LLR: stats.Float(llr),
		Lower: stats.Float(lower), Upper: stats.Float(upper), Verdict: Inconclusive,
	}
	switch {
	case llr >= upper:
		r.Verdict = AcceptH1
	case llr <= lower:
		r.Verdict = AcceptH0
	}
	return r
}

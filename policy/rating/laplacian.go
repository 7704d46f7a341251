package rating

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

var errTooFarApart = errors.New("bradley-terry: the ratings are too far apart to compute; leave out the contestant that wins or loses nearly everything")

// played describes one pairing's games under a fit.
type played struct {
	pairing
	surplus     float64 // a's points minus the expected points
	spread      float64 // p(1−p), p being a's expected score
	information float64 // legs·p(1−p) of the fitted games, including virtual draws
	sampling    float64 // variance of a's points
}

// playedPairings returns every pairing with games. Its surplus is from the played
// games, its information from the fitted ones.
func playedPairings(wins, fitted [][]float64, theta []float64) []played {
	var games []played
	for a := range wins {
		for b := a + 1; b < len(wins); b++ {
			legs := wins[a][b] + wins[b][a]
			if legs == 0 {
				continue
			}
			p, q := logistic(theta[a]-theta[b]), logistic(theta[b]-theta[a])
			games = append(games, played{
				pairing:     pairing{a, b},
				surplus:     wins[a][b]*q - wins[b][a]*p,
				spread:      p * q,
				information: (fitted[a][b] + fitted[b][a]) * p * q,
				sampling:    legs * p * q,
			})
		}
	}
	return games
}

// addEdge adds weight·(e_a−e_b)(e_a−e_b)ᵀ.
func addEdge(m *mat.SymDense, g pairing, weight float64) {
	m.SetSym(g.a, g.a, m.At(g.a, g.a)+weight)
	m.SetSym(g.b, g.b, m.At(g.b, g.b)+weight)
	m.SetSym(g.a, g.b, m.At(g.a, g.b)-weight)
}

// laplacianPseudoInverse returns L⁺ of the Laplacian of a connected graph:
// (L + cJ/k)⁻¹ − J/(ck), J all ones, for any c > 0; c is L's own scale.
func laplacianPseudoInverse(l *mat.SymDense) (*mat.SymDense, error) {
	k := l.SymmetricDim()
	c := mat.Trace(l) / float64(k)
	shifted, pinv := mat.NewSymDense(k, nil), mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			shifted.SetSym(i, j, l.At(i, j)+c/float64(k))
		}
	}
	var chol mat.Cholesky
	if !(c > 0) || !chol.Factorize(shifted) {
		return nil, errTooFarApart
	}
	if err := chol.InverseTo(pinv); err != nil {
		return nil, errTooFarApart
	}
	for i := range k {
		for j := i; j < k; j++ {
			pinv.SetSym(i, j, pinv.At(i, j)-1/(c*float64(k)))
		}
	}
	return pinv, nil
}

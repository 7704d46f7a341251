package rating

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

var errTooFarApart = errors.New("bradley-terry: the ratings are too far apart to compute; leave out the contestant that wins or loses nearly everything")

// played is one pairing's games under a fit.
type played struct {
	pairing
	points, legs float64 // a's points and the games, virtual draws included
	p            float64 // a's expected score
	information  float64 // legs·p(1−p)
	sampling     float64 // variance of points
}

// playedPairings lists every pairing that has games, by index.
func playedPairings(wins [][]float64, theta []float64) []played {
	var games []played
	for a := range wins {
		for b := a + 1; b < len(wins); b++ {
			legs := wins[a][b] + wins[b][a]
			if legs == 0 {
				continue
			}
			p := logistic(theta[a] - theta[b])
			info := legs * p * (1 - p)
			games = append(games, played{pairing{a, b}, wins[a][b], legs, p, info, info})
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

// laplacianPseudoInverse is L⁺ of a connected graph's Laplacian:
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

// goodness is the χ² of what the pairings scored against what the ratings
// expect: rᵀ C⁺ r with r the residuals and C = M V Mᵀ their covariance, where
// M = I − D B L⁺ Bᵀ takes the fit out, V is the sampling variance and D the
// information of each pairing. With independent games it is Pearson's
// Σ r²/(n p(1−p)). Degrees of freedom: pairings − contestants + 1.
func goodness(games []played, pinv *mat.SymDense, k int) (chi2 float64, df int, p float64, err error) {
	n := len(games)
	df = n - k + 1
	if df <= 0 {
		return 0, 0, math.NaN(), nil
	}
	residual := mat.NewVecDense(n, nil)
	project := mat.NewDense(n, n, nil)
	variance := mat.NewDiagDense(n, nil)
	for i, g := range games {
		residual.SetVec(i, g.points-g.legs*g.p)
		variance.SetDiag(i, g.sampling)
		for j, h := range games {
			leverage := pinv.At(g.a, h.a) - pinv.At(g.a, h.b) - pinv.At(g.b, h.a) + pinv.At(g.b, h.b)
			project.Set(i, j, -g.information*leverage)
		}
		project.Set(i, i, project.At(i, i)+1)
	}
	var left, full mat.Dense
	left.Mul(project, variance)
	full.Mul(&left, project.T())
	covariance := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			covariance.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return 0, 0, math.NaN(), errors.New("bradley-terry: the fit's test did not converge; check the matrix for extreme counts")
	}
	values := eigen.Values(nil) // rising: the last df span the residuals
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for i := n - df; i < n; i++ {
		if values[i] <= 0 {
			continue
		}
		along := mat.Dot(vectors.ColView(i), residual)
		chi2 += along * along / values[i]
	}
	return chi2, df, distuv.ChiSquared{K: float64(df)}.Survival(chi2), nil
}

package rating

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// goodness returns the χ² of the pairings' points against the expected points:
// rᵀ C⁺ r with r the residuals and C = M V Mᵀ their covariance, where
// M = I − D B L⁺ Bᵀ projects out the fit, V is the sampling variance and D the
// information of each pairing. It is computed in units of V^½, which gives all
// pairings equal weight. With independent games it is Pearson's
// Σ r²/(n p(1−p)). The degrees of freedom are pairings − contestants + 1.
func goodness(games []played, pinv *mat.SymDense, k int) (chi2 float64, df int, p float64, err error) {
	n := len(games)
	df = n - k + 1
	if df <= 0 {
		return 0, 0, math.NaN(), nil
	}
	whitened := mat.NewVecDense(n, nil)
	project := mat.NewDense(n, n, nil) // V^(−½) M V^½
	for i, g := range games {
		whitened.SetVec(i, g.surplus/math.Sqrt(g.sampling))
		for j, h := range games {
			leverage := pinv.At(g.a, h.a) - pinv.At(g.a, h.b) - pinv.At(g.b, h.a) + pinv.At(g.b, h.b)
			project.Set(i, j, -g.information*leverage*math.Sqrt(h.sampling/g.sampling))
		}
		project.Set(i, i, project.At(i, i)+1)
	}
	covariance := mat.NewSymDense(n, nil)
	covariance.SymOuterK(1, project)
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return 0, 0, math.NaN(), errors.New("bradley-terry: the goodness-of-fit test did not converge; check the matrix for extreme counts")
	}
	values := eigen.Values(nil) // ascending; the last df span the residuals
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for i := n - df; i < n; i++ {
		if values[i] <= 0 {
			continue
		}
		along := mat.Dot(vectors.ColView(i), whitened)
		chi2 += along * along / values[i]
	}
	return chi2, df, distuv.ChiSquared{K: float64(df)}.Survival(chi2), nil
}

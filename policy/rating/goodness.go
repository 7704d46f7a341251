package rating

import (
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
//
// C has a row per pairing and is not formed. M u = r is solved by u = r + D B c for
// every c, so that the χ² is the least uᵀ V⁻¹ u: rᵀ V⁻¹ r − bᵀ A⁺ b, with
// A = Bᵀ D V⁻¹ D B, the Laplacian of the weights d²/v, and b = Bᵀ D V⁻¹ r. Residuals of
// a fit with virtual draws have a part outside the range of M, V B g with
// g = (Bᵀ V B)⁺ Bᵀ r, which is taken out first.
func goodness(games []played, k int) (chi2 float64, df int, p float64, err error) {
	df = len(games) - k + 1
	if df <= 0 {
		return 0, 0, math.NaN(), nil
	}
	g, err := solve(games, k, func(g played) (weight, flow float64) { return g.sampling, g.surplus })
	if err != nil {
		return 0, 0, math.NaN(), err
	}
	residuals := make([]played, len(games))
	for i, x := range games {
		x.surplus -= x.sampling * (g.AtVec(x.a) - g.AtVec(x.b))
		residuals[i] = x
	}
	c, err := solve(residuals, k, func(g played) (weight, flow float64) {
		d := g.information / g.sampling
		return d * g.information, d * g.surplus
	})
	if err != nil {
		return 0, 0, math.NaN(), err
	}
	for _, x := range residuals {
		u := x.surplus - x.information*(c.AtVec(x.a)-c.AtVec(x.b))
		chi2 += u * u / x.sampling
	}
	return chi2, df, distuv.ChiSquared{K: float64(df)}.Survival(chi2), nil
}

// solve returns A⁺ Bᵀ f, where A is the Laplacian of the games' weights and f their flows
// from b to a.
func solve(games []played, k int, of func(played) (weight, flow float64)) (*mat.VecDense, error) {
	laplacian, in := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for _, g := range games {
		weight, flow := of(g)
		addEdge(laplacian, g.pairing, weight)
		in.SetVec(g.a, in.AtVec(g.a)+flow)
		in.SetVec(g.b, in.AtVec(g.b)-flow)
	}
	pinv, err := laplacianPseudoInverse(laplacian)
	if err != nil {
		return nil, err
	}
	var out mat.VecDense
	out.MulVec(pinv, in)
	return &out, nil
}

package rating

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestGoodnessIsThatOfTheCovarianceOfAllPairings(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		k := 3 + r.IntN(6)
		wins := make([][]float64, k)
		for i := range wins {
			wins[i] = make([]float64, k)
		}
		for a := range k {
			for b := a + 1; b < k; b++ {
				if b > a+1 && r.IntN(4) == 0 {
					continue // never met
				}
				n := 1 + r.IntN(40)
				wins[a][b] = float64(r.IntN(2*n+1)) / 2
				wins[b][a] = float64(n) - wins[a][b]
			}
		}
		fitted := wins
		if !finite(wins) {
			fitted = withVirtualDraws(wins)
		}
		theta, pinv, err := newton(fitted)
		if err != nil {
			t.Fatal(err)
		}
		games := playedPairings(wins, fitted, theta)
		for i := range games {
			games[i].sampling *= 0.2 + r.Float64() // clustered by pair
		}
		got, df, p, err := goodness(games, k)
		want, wantDF, wantP, wantErr := denseGoodness(games, pinv, k)
		if err != nil || wantErr != nil || df != wantDF || math.Abs(got-want) > 1e-6*(1+want) || !(math.Abs(p-wantP) < 1e-6 || math.IsNaN(wantP) && math.IsNaN(p)) {
			t.Errorf("%d contestants: χ² is %v of %d, p %v, %v; want %v of %d, %v, %v", k, got, df, p, err, want, wantDF, wantP, wantErr)
		}
	}
}

// A matrix with a row per pairing of so many contestants would have 4·10⁸ elements.
func TestAPoolOfManyContestantsIsRated(t *testing.T) {
	const k = 200
	wins := make([][]float64, k)
	for i := range wins {
		wins[i] = make([]float64, k)
		for j := range wins[i] {
			if i != j {
				wins[i][j] = 5
			}
		}
	}
	fit, err := FitWins(wins)
	if err != nil || fit.DF != k*(k-1)/2-k+1 || math.Abs(fit.ChiSquare) > 1e-9 {
		t.Errorf("fit of χ² %+v, %v; want 0 of %d degrees of freedom", fit.ChiSquare, err, k*(k-1)/2-k+1)
	}
}

// denseGoodness is goodness by its definition, with the eigenvectors of the covariance.
func denseGoodness(games []played, pinv *mat.SymDense, k int) (chi2 float64, df int, p float64, err error) {
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

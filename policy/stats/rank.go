package stats

import (
	"math"
	"sort"
)

// Pearson returns the linear correlation of x and y, or NaN if either is constant.
func Pearson(x, y []float64) float64 {
	mx, my := Mean(x), Mean(y)
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	return Ratio(xy, math.Sqrt(xx*yy)) // exactly ±1 for ranks in perfect order
}

// Spearman returns Pearson's correlation of the ranks. Tied values have the mean of
// their ranks.
func Spearman(x, y []float64) float64 { return Pearson(ranks(x), ranks(y)) }

func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return v[order[i]] < v[order[j]] })
	out := make([]float64, len(v))
	for start := 0; start < len(order); {
		end := start
		for end < len(order) && v[order[end]] == v[order[start]] {
			end++
		}
		for _, i := range order[start:end] {
			out[i] = float64(start+end+1) / 2
		}
		start = end
	}
	return out
}

// KendallTauB returns Kendall's rank correlation with the correction for ties, or NaN
// if either side is constant.
func KendallTauB(x, y []float64) float64 {
	agree, untiedX, untiedY := 0, 0, 0
	for i := range x {
		for j := range i {
			sx, sy := sign(x[i]-x[j]), sign(y[i]-y[j])
			agree += sx * sy
			untiedX += sx * sx
			untiedY += sy * sy
		}
	}
	return Ratio(float64(agree), math.Sqrt(float64(untiedX)*float64(untiedY)))
}

func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// BonettWright returns the 95 % interval of Spearman's ρ over k units,
// tanh(atanh ρ ± 1.96·√((1+ρ²/2)/(k−3))) (Bonett and Wright, 2000). It is undefined
// below four units and at ρ = ±1, where the formula gives an empty interval.
func BonettWright(rho float64, k int) Interval {
	if k < 4 || !(math.Abs(rho) < 1) {
		return Interval{Lo: math.NaN(), Hi: math.NaN()}
	}
	half := Z95 * math.Sqrt((1+rho*rho/2)/float64(k-3))
	return Interval{Lo: math.Tanh(math.Atanh(rho) - half), Hi: math.Tanh(math.Atanh(rho) + half)}
}

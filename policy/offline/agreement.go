package offline

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/kumite/kumite/policy/rating"
)

// Fewer units than MinUnits allow no verdict on a metric; fewer than FewUnits
// call for a warning beside it.
const (
	MinUnits = 5
	FewUnits = 8
)

// Agreement is how well an offline metric x predicts an online score y over
// units (one unit is one model with one decoder). A statistic that the data do
// not define is null in JSON.
type Agreement struct {
	Units        int             `json:"units"`
	Spearman     rating.Float    `json:"spearman"`
	SpearmanCI95 rating.Interval `json:"spearman_ci95"` // undefined at ±1 and below 4 units
	// P is the two-sided permutation p of Spearman's ρ: exact to 9 units, drawn
	// with the seed beyond.
	P           rating.Float `json:"p"`
	KendallTauB rating.Float `json:"kendall_tau_b"`
	Pearson     rating.Float `json:"pearson"`
	// MMRV is the mean over units of the largest online gap that the metric
	// ranks the wrong way round; 0 is best.
	MMRV rating.Float `json:"mmrv"`
	// RegretAt1 is the best online score less that of the unit the metric picks
	// (of tied picks, the best); 0 is best.
	RegretAt1 rating.Float `json:"regret_at_1"`
	// DropOne is the range of Spearman's ρ with one unit left out in turn.
	DropOne rating.Interval `json:"drop_one"`
	// Judgeable is false below MinUnits: no verdict may rest on this.
	Judgeable bool `json:"judgeable"`
	// Few is true below FewUnits: say so beside any verdict.
	Few bool `json:"few_units"`
}

// Agree compares an offline metric with online scores, unit by unit. Higher
// means better in both: negate metrics such as NLL. Values must be finite. It
// needs two units to answer at all.
func Agree(offline, online []float64, seed uint64) (Agreement, error) {
	k := len(offline)
	switch {
	case k != len(online):
		return Agreement{}, fmt.Errorf("compare offline and online: %d offline and %d online values; give one of each per unit", k, len(online))
	case k < 2:
		return Agreement{}, errors.New("compare offline and online: fewer than two units; add contestants")
	}
	for i := range k {
		if v := offline[i] + online[i]; math.IsNaN(v) || math.IsInf(v, 0) {
			return Agreement{}, fmt.Errorf("compare offline and online: unit %d has %v offline and %v online; leave out what is undefined", i, offline[i], online[i])
		}
	}
	rho := Spearman(offline, online)
	return Agreement{
		Units:        k,
		Spearman:     rating.Float(rho),
		SpearmanCI95: bonettWright(rho, k),
		P:            rating.Float(permutationP(offline, online, seed)),
		KendallTauB:  rating.Float(KendallTauB(offline, online)),
		Pearson:      rating.Float(Pearson(offline, online)),
		MMRV:         rating.Float(MMRV(offline, online)),
		RegretAt1:    rating.Float(RegretAt1(offline, online)),
		DropOne:      dropOne(offline, online),
		Judgeable:    k >= MinUnits,
		Few:          k < FewUnits,
	}, nil
}

// Pearson is the linear correlation of x and y, NaN where either is constant.
func Pearson(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	xy, xx, yy := 0.0, 0.0, 0.0
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	return ratio(xy, math.Sqrt(xx*yy)) // exactly ±1 for ranks in perfect order
}

func mean(v []float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total / float64(len(v))
}

// Spearman is Pearson's correlation of the ranks, tied values sharing the mean
// of theirs.
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

// KendallTauB is Kendall's rank correlation with its correction for ties, NaN
// where either side is constant.
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
	return ratio(float64(agree), math.Sqrt(float64(untiedX)*float64(untiedY)))
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

// MMRV is the mean maximum rank violation (Li et al., SIMPLER, 2024):
// (1/k) Σ_i max_j |y_i − y_j|·1[(x_i > x_j) ≠ (y_i > y_j)], y online.
func MMRV(x, y []float64) float64 {
	total := 0.0
	for i := range x {
		worst := 0.0
		for j := range x {
			if (x[i] > x[j]) != (y[i] > y[j]) {
				worst = math.Max(worst, math.Abs(y[i]-y[j]))
			}
		}
		total += worst
	}
	return total / float64(len(x))
}

// RegretAt1 is the best y less the y of the unit with the highest x; of units
// tied on x, the best counts.
func RegretAt1(x, y []float64) float64 {
	pick := 0
	for i := range x {
		if x[i] > x[pick] || x[i] == x[pick] && y[i] > y[pick] {
			pick = i
		}
	}
	return slices.Max(y) - y[pick]
}

// bonettWright is tanh(atanh ρ ± 1.96·√((1+ρ²/2)/(k−3))) (Bonett and Wright,
// 2000). At ρ = ±1 the formula would claim certainty, so there, as below four
// units, the interval is undefined.
func bonettWright(rho float64, k int) rating.Interval {
	if k < 4 || !(math.Abs(rho) < 1) {
		return rating.Interval{Lo: math.NaN(), Hi: math.NaN()}
	}
	half := rating.Z95 * math.Sqrt((1+rho*rho/2)/float64(k-3))
	return rating.Interval{Lo: math.Tanh(math.Atanh(rho) - half), Hi: math.Tanh(math.Atanh(rho) + half)}
}

// dropOne is the range of ρ over samples without one unit. Where a smaller
// sample defines no ρ, so the range is undefined.
func dropOne(x, y []float64) rating.Interval {
	iv := rating.Interval{Lo: math.Inf(1), Hi: math.Inf(-1)}
	for i := range x {
		rho := Spearman(slices.Delete(slices.Clone(x), i, i+1), slices.Delete(slices.Clone(y), i, i+1))
		iv.Lo, iv.Hi = math.Min(iv.Lo, rho), math.Max(iv.Hi, rho) // NaN stays
	}
	return iv
}

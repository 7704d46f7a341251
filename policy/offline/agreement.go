package offline

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/policy/stats"
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
	Units        int            `json:"units"`
	Spearman     stats.Float    `json:"spearman"`
	SpearmanCI95 stats.Interval `json:"spearman_ci95"` // undefined at ±1 and below 4 units
	// P is the two-sided permutation p of Spearman's ρ: exact to 9 units, drawn
	// with the seed beyond.
	P           stats.Float `json:"p"`
	KendallTauB stats.Float `json:"kendall_tau_b"`
	Pearson     stats.Float `json:"pearson"`
	// MMRV is the mean over units of the largest online gap that the metric
	// ranks the wrong way round; 0 is best.
	MMRV stats.Float `json:"mmrv"`
	// RegretAt1 is the best online score less that of the unit the metric picks
	// (of tied picks, the best); 0 is best.
	RegretAt1 stats.Float `json:"regret_at_1"`
	// DropOne is the range of Spearman's ρ with one unit left out in turn.
	DropOne stats.Interval `json:"drop_one"`
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
	rho := stats.Spearman(offline, online)
	return Agreement{
		Units:        k,
		Spearman:     stats.Float(rho),
		SpearmanCI95: stats.BonettWright(rho, k),
		P:            stats.Float(stats.PermutationP(offline, online, seed)),
		KendallTauB:  stats.Float(stats.KendallTauB(offline, online)),
		Pearson:      stats.Float(stats.Pearson(offline, online)),
		MMRV:         stats.Float(MMRV(offline, online)),
		RegretAt1:    stats.Float(RegretAt1(offline, online)),
		DropOne:      dropOne(offline, online),
		Judgeable:    k >= MinUnits,
		Few:          k < FewUnits,
	}, nil
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

// dropOne is the range of ρ over samples without one unit. Where a smaller
// sample defines no ρ, so the range is undefined.
func dropOne(x, y []float64) stats.Interval {
	iv := stats.Interval{Lo: math.Inf(1), Hi: math.Inf(-1)}
	for i := range x {
		rho := stats.Spearman(slices.Delete(slices.Clone(x), i, i+1), slices.Delete(slices.Clone(y), i, i+1))
		iv.Lo, iv.Hi = math.Min(iv.Lo, rho), math.Max(iv.Hi, rho) // NaN stays
	}
	return iv
}

package offline

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/policy/stats"
)

// With fewer than MinUnits units metrics are not compared; with fewer than FewUnits no
// metric can be said to be best.
const (
	MinUnits = 5
	FewUnits = 8
)

// Agreement measures how well an offline metric x predicts an online score y over
// units (a unit is one model with one decoder). Undefined statistics are null in
// JSON.
type Agreement struct {
	Units        int            `json:"units"`
	Spearman     stats.Float    `json:"spearman"`
	SpearmanCI95 stats.Interval `json:"spearman_ci95"` // undefined at ±1 and below 4 units
	// P is the two-sided permutation p-value of Spearman's ρ: exact for up to 9
	// units, and by random permutations for more.
	P           stats.Float `json:"p"`
	KendallTauB stats.Float `json:"kendall_tau_b"`
	Pearson     stats.Float `json:"pearson"`
	// MMRV is the mean over units of the largest online difference that the metric
	// ranks in reverse; 0 is best.
	MMRV stats.Float `json:"mmrv"`
	// RegretAt1 is the best online score minus that of the unit that the metric
	// picks (of tied picks, the best); 0 is best.
	RegretAt1 stats.Float `json:"regret_at_1"`
	// DropOne is the range of Spearman's ρ when each unit in turn is left out.
	DropOne stats.Interval `json:"drop_one"`
	// Judgeable is false below MinUnits.
	Judgeable bool `json:"judgeable"`
	// Few is true below FewUnits.
	Few bool `json:"few_units"`
}

// Agree compares an offline metric with online scores, unit by unit. Higher must be
// better in both: negate metrics such as NLL. Values must be finite, and there
// must be at least two units.
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
			return Agreement{}, fmt.Errorf("compare offline and online: unit %d has %v offline and %v online; leave out undefined values", i, offline[i], online[i])
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

// MMRV returns the mean maximum rank violation (Li et al., SIMPLER, 2024):
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

// RegretAt1 returns the best y minus the y of the unit with the highest x; of units
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

// dropOne returns the range of ρ over the samples without one unit. It is undefined
// if ρ of any of these samples is.
func dropOne(x, y []float64) stats.Interval {
	iv := stats.Interval{Lo: math.Inf(1), Hi: math.Inf(-1)}
	for i := range x {
		rho := stats.Spearman(slices.Delete(slices.Clone(x), i, i+1), slices.Delete(slices.Clone(y), i, i+1))
		iv.Lo, iv.Hi = math.Min(iv.Lo, rho), math.Max(iv.Hi, rho) // NaN stays
	}
	return iv
}

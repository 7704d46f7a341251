package bench

import (
	"slices"

	"github.com/kumite/kumite/policy/stats"
)

// Latency summarizes durations in microseconds. Percentiles are order statistics,
// sorted[⌈n·p⌉−1], with distribution-free 95 % intervals, which take the samples as
// independent.
type Latency struct {
	N       int            `json:"n"`
	Mean    float64        `json:"mean"`
	P50     float64        `json:"p50"`
	P50CI95 stats.Interval `json:"p50_ci95"`
	P90     float64        `json:"p90"`
	P90CI95 stats.Interval `json:"p90_ci95"`
	P99     float64        `json:"p99"`
	P99CI95 stats.Interval `json:"p99_ci95"`
	P999    float64        `json:"p999"`
	Max     float64        `json:"max"`

	EarlyStopping []Claim `json:"early_stopping"` // of p90, p99 and p99.9

	sorted []float64
}

// Late returns how many samples exceed a bound. With stats.MinSamples it says whether N
// confirm a percentile within the bound, or how many more are needed.
func (l *Latency) Late(boundUS float64) int {
	at, _ := slices.BinarySearchFunc(l.sorted, boundUS, func(v, bound float64) int {
		if v > bound {
			return 1
		}
		return -1
	})
	return l.N - at
}

// Quantile returns the q-quantile, sorted[⌈n·q⌉−1], with its 95 % interval; 0 < q < 1.
func (l *Latency) Quantile(q float64) (float64, stats.Interval) {
	return stats.NearestRank(l.sorted, q), stats.QuantileCI95(l.sorted, q)
}

// Claim is the early-stopping estimate of a percentile, as MLPerf LoadGen computes it:
// the percentile is at most Estimate, with a confidence of 99 %.
type Claim struct {
	Percentile float64     `json:"percentile"` // 0.99 for p99
	Estimate   stats.Float `json:"estimate"`   // null with too few samples
	Late       int         `json:"late"`       // samples at or above the estimate
	Needed     int         `json:"needed"`     // samples that an estimate needs
}

// NewLatency summarizes at least one sample, in microseconds. It sorts and keeps them.
func NewLatency(us []float64) *Latency {
	slices.Sort(us)
	l := &Latency{
		sorted: us, N: len(us), Mean: stats.Mean(us), Max: us[len(us)-1], P999: stats.NearestRank(us, 0.999),
		P50: stats.NearestRank(us, 0.50), P90: stats.NearestRank(us, 0.90), P99: stats.NearestRank(us, 0.99),
		P50CI95: stats.QuantileCI95(us, 0.50), P90CI95: stats.QuantileCI95(us, 0.90), P99CI95: stats.QuantileCI95(us, 0.99),
	}
	for _, p := range []float64{0.90, 0.99, 0.999} {
		e := stats.NewEarlyStop(us, p)
		l.EarlyStopping = append(l.EarlyStopping, Claim{p, e.Estimate, e.Late, e.Needed})
	}
	return l
}

package stats

import (
	"cmp"
	"slices"
)

// AveragePrecision is the area under the curve of precision over recall without
// interpolation: Σ precision × gain in recall, as scores fall; equal scores
// enter together (scikit-learn's average_precision_score). It is NaN where
// nothing is positive. positive holds one value for each score.
func AveragePrecision(scores []float32, positive []bool) float64 {
	type item struct {
		score    float32
		positive bool
	}
	items := make([]item, len(scores))
	for i, s := range scores {
		items[i] = item{s, positive[i]}
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(b.score, a.score) })
	area, hits := 0.0, 0
	for start := 0; start < len(items); {
		end, fresh := start, 0
		for ; end < len(items) && cmp.Compare(items[end].score, items[start].score) == 0; end++ {
			if items[end].positive {
				fresh++
			}
		}
		hits += fresh
		area += float64(fresh) * float64(hits) / float64(end)
		start = end
	}
	return Ratio(area, float64(hits))
}

package offline

import (
	"math"
	"sort"

	"github.com/kumite/kumite/policy/stats"
)

// candidate is one prediction of a skill: its score and whether it matches an
// expert event.
type candidate struct {
	score float32
	hit   bool
}

// peaks returns the frames whose score no other frame within tolerance exceeds; of
// equal neighbours the earliest counts. They are the predicted presses at that
// tolerance. At tolerance 0 every frame is a peak.
func peaks(frames, tolerance int, score func(frame int) float64) []int {
	var list []int
next:
	for t := range frames {
		for u := max(0, t-tolerance); u <= min(frames-1, t+tolerance); u++ {
			if d := score(u) - score(t); d > 0 || d == 0 && u < t {
				continue next
			}
		}
		list = append(list, t)
	}
	return list
}

// assign matches predictions, in descending order of score, to the closest
// unmatched expert event within tolerance, of two equally close ones the earlier.
func assign(expert, predicted []int, tolerance int, score func(frame int) float64) []candidate {
	order := append([]int(nil), predicted...)
	sort.SliceStable(order, func(i, j int) bool { return score(order[i]) > score(order[j]) })
	taken := make([]bool, len(expert))
	out := make([]candidate, len(order))
	for i, p := range order {
		out[i].score = float32(score(p))
		best, distance := -1, tolerance+1
		for g := sort.SearchInts(expert, p-tolerance); g < len(expert) && expert[g] <= p+tolerance; g++ {
			if d := max(expert[g]-p, p-expert[g]); !taken[g] && d < distance {
				best, distance = g, d
			}
		}
		if best >= 0 {
			taken[best], out[i].hit = true, true
		}
	}
	return out
}

// averagePrecision returns the area under the precision-recall curve. Precision is
// interpolated (the best at this recall or higher), recall is over all expert
// events, and equal scores count together. It is undefined without expert events.
// It sorts candidates in descending order.
func averagePrecision(candidates []candidate, expert int) float64 {
	if expert == 0 {
		return math.NaN()
	}
	sort.Slice(candidates, func(i, j int) bool { return candidates[i].score > candidates[j].score })
	type step struct{ hits, precision float64 }
	var steps []step
	hits := 0
	for start := 0; start < len(candidates); {
		end, fresh := start, 0
		for ; end < len(candidates) && candidates[end].score == candidates[start].score; end++ {
			if candidates[end].hit {
				fresh++
			}
		}
		hits += fresh
		if fresh > 0 {
			steps = append(steps, step{float64(fresh), float64(hits) / float64(end)})
		}
		start = end
	}
	area, best := 0.0, 0.0
	for i := len(steps) - 1; i >= 0; i-- {
		best = math.Max(best, steps[i].precision)
		area += steps[i].hits * best
	}
	return area / float64(expert)
}

// areaUnderPR returns the average precision of p_act over frames (AUPRC).
func areaUnderPR(presses []press) float64 {
	scores, acts := make([]float32, len(presses)), make([]bool, len(presses))
	for i, x := range presses {
		scores[i], acts[i] = x.p, x.act
	}
	return stats.AveragePrecision(scores, acts)
}

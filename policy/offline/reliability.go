package offline

import (
	"sort"

	"github.com/kumite/kumite/policy/stats"
)

// Bin is one of at most 15 bins of about equally many frames in ascending order of
// p_act, with the predicted and the actual share of acting.
type Bin struct {
	Frames   int         `json:"frames"`
	PAct     stats.Float `json:"mean_p_act"`
	ActShare stats.Float `json:"act_share"` // share of frames on which the expert acted
	acts     float64
	sum      float64 // of p_act
}

// reliability divides presses into bins of equal mass. Equal values share a bin, so
// the result does not depend on their order. It sorts presses in ascending order.
func reliability(presses []press) []Bin {
	n := len(presses)
	sort.Slice(presses, func(i, j int) bool { return presses[i].p < presses[j].p })
	var bins []Bin
	start := 0
	for bin := 1; bin <= eceBins; bin++ {
		end := n * bin / eceBins
		for end > start && end < n && presses[end].p == presses[end-1].p {
			end++
		}
		if end <= start {
			continue
		}
		b := Bin{Frames: end - start}
		for _, x := range presses[start:end] {
			b.sum += float64(x.p)
			if x.act {
				b.acts++
			}
		}
		b.PAct, b.ActShare = stats.Float(b.sum/float64(b.Frames)), stats.Float(b.acts/float64(b.Frames))
		bins = append(bins, b)
		start = end
	}
	return bins
}

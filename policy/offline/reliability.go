package offline

import (
	"sort"

	"github.com/kumite/kumite/policy/stats"
)

// Bin is one of at most 15 bins of frames with about equally many in each, by
// rising p_act: what was promised and what came.
type Bin struct {
	Frames   int         `json:"frames"`
	PAct     stats.Float `json:"mean_p_act"`
	ActShare stats.Float `json:"act_share"` // of frames in which the expert acted
	acts     float64
	promised float64
}

// reliability puts presses into bins of equal mass. Equal values share a bin,
// so a constant has one bin and no error by accident of order. It sorts
// presses, rising.
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
			b.promised += float64(x.p)
			if x.act {
				b.acts++
			}
		}
		b.PAct, b.ActShare = stats.Float(b.promised/float64(b.Frames)), stats.Float(b.acts/float64(b.Frames))
		bins = append(bins, b)
		start = end
	}
	return bins
}

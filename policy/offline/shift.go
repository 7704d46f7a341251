package offline

import "github.com/kumite/kumite/policy/stats"

// Shifted returns the event-F1 at a tolerance, pooled over recordings, with the
// labels shifted by −reach … +reach frames: 2·reach + 1 values. A peak away from 0
// indicates labels that leak or lag.
func Shifted(recordings []Recording, classes, noAction, tolerance, reach int) []stats.Float {
	all := make([]stats.Float, 2*reach+1)
	for d := -reach; d <= reach; d++ {
		tp, predicted, expert := 0, 0, 0
		for _, r := range recordings {
			experts, emitted := Events(r.Truth, classes, noAction), Events(r.Predicted, classes, noAction)
			for c := range classes {
				moved := make([]int, len(experts[c]))
				for i, f := range experts[c] {
					moved[i] = f + d
				}
				tp += len(Match(moved, emitted[c], tolerance))
				predicted += len(emitted[c])
				expert += len(moved)
			}
		}
		all[d+reach] = newEventScore(tp, predicted, expert).F1
	}
	return all
}

package importer

import (
	"cmp"
	"slices"
)

// begin is when a press begins in a video, and when it ends, in milliseconds.
type begin struct {
	press
	at, until float64
}

// A held key is written again and again by a keyboard that repeats it: at least 20 times a
// second, after a pause of a fifth of a second to a second. Nobody presses a key so often.
const (
	repeatMS                     = 50
	leastPauseMS, longestPauseMS = 200, 1000
)

// holds leaves one press of each held key: of rows of one action that are in consecutive
// frames, within repeatMS, or within the interval of another. It sorts all by time, and
// returns how many it left out. In a table that is sampled at every frame, an action is
// not repeated by the keyboard.
func holds(all []begin, sampled bool) (left []begin, out int) {
	slices.SortStableFunc(all, func(a, b begin) int { return cmp.Compare(a.at, b.at) })
	rows := map[string][]int{} // of each action
	for i, b := range all {
		rows[b.action] = append(rows[b.action], i)
	}
	again := make([]bool, len(all))
	for _, of := range rows {
		until := all[of[0]].until
		for n := 1; n < len(of); n++ {
			last, b := all[of[n-1]], all[of[n]]
			next := b.frame >= 0 && !b.interval && b.frame == last.frame+1
			again[of[n]] = next || b.at-last.at < repeatMS || b.at < until
			until = max(until, b.until)
		}
		for n := 1; n+2 < len(of) && !sampled; n++ {
			pause := all[of[n]].at - all[of[n-1]].at
			first := !again[of[n-1]] && !again[of[n]] && again[of[n+1]] && again[of[n+2]]
			if first && all[of[n]].frame < 0 && !all[of[n]].interval && pause >= leastPauseMS && pause <= longestPauseMS {
				again[of[n]] = true
			}
		}
	}
	for i, b := range all {
		if again[i] {
			out++
			continue
		}
		left = append(left, b)
	}
	return left, out
}

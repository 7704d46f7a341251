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

// A held key is written again and again by a keyboard that repeats it, after a pause of a
// fifth of a second to a second.
const (
	// RepeatMS is an interval at which nobody presses a key: 20 times a second. Many keyboards
	// repeat faster, some more slowly.
	RepeatMS                     = 50
	leastPauseMS, longestPauseMS = 200, 1000
)

// Presses that follow one another evenly after a pause may be repetitions by a slow
// keyboard: at least leastEven intervals of up to slowestMS that differ by less than a
// fifth, which is what polling at 60 Hz adds to 90 ms.
const (
	leastEven = 4
	slowestMS = 500
	uneven    = 0.2
)

// holds leaves one press of each held key: of rows of one action that are in consecutive
// frames, less than repeatMS apart, or within the interval of another. It sorts all by time, and
// returns how many it left out. In a table that is sampled at every frame, an action is
// not repeated by the keyboard.
func holds(all []begin, sampled bool, repeatMS float64) (left []begin, out int) {
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

// even returns how many of the presses, which are sorted by time, follow the one before as a
// slow keyboard repeats a held key, and the longest interval between them.
func even(all []begin) (n int, longestMS float64) {
	times := map[string][]float64{} // of each action
	for _, b := range all {
		if b.frame < 0 && !b.interval {
			times[b.action] = append(times[b.action], b.at)
		}
	}
	for _, at := range times {
		for i := 1; i < len(at); i++ {
			pause := at[i] - at[i-1]
			if pause < leastPauseMS || pause > longestPauseMS {
				continue
			}
			least, most, end := slowestMS/1.0, 0.0, i
			for end+1 < len(at) {
				step := at[end+1] - at[end]
				low, high := min(least, step), max(most, step)
				if high > slowestMS || high-low >= uneven*high {
					break
				}
				least, most, end = low, high, end+1
			}
			if end-i >= leastEven && pause > 1.5*most {
				n, longestMS = n+end-i+1, max(longestMS, most)
				i = end
			}
		}
	}
	return n, longestMS
}

package audit

import (
	"fmt"
	"slices"

	"github.com/kumite/kumite/internal/number"
)

// duplicates finds recordings that are there twice, and those that share most
// of their frames: split into training and test they would judge themselves.
func (s *survey) duplicates() Finding {
	f := Finding{Check: "duplicates", Verdict: OK, Found: "no recording is there twice"}
	if s.frames() == 0 {
		return f.notChecked(noFrames)
	}
	first := map[uint64]int{} // the first recording that shows a frame
	var twins, overlapping []string
	for i, x := range s.recordings {
		shared := map[int]int{}
		seen := map[uint64]bool{} // a picture that stands still counts once
		for _, h := range x.hashes {
			if seen[h] {
				continue
			}
			seen[h] = true
			if at, ok := first[h]; !ok {
				first[h] = i
			} else {
				shared[at]++
			}
		}
		for at, n := range shared {
			other := s.recordings[at]
			switch {
			case slices.Equal(x.hashes, other.hashes):
				twins = append(twins, other.name+" = "+x.name)
			case 2*n > min(len(x.hashes), len(other.hashes)):
				overlapping = append(overlapping, other.name+" ~ "+x.name)
			}
		}
	}
	slices.Sort(twins)
	slices.Sort(overlapping)
	switch {
	case len(twins) > 0:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%s with the same frames as another: %s", number.Of(len(twins), "recording"), some(twins))
	case len(overlapping) > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%s with most frames in another: %s", number.Of(len(overlapping), "recording"), some(overlapping))
	}
	if f.Verdict != OK {
		f.Fix = "keep one of them: split into training and test they would judge themselves"
	}
	return f
}

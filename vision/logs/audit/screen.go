package audit

import (
	"fmt"

	"github.com/kumite/kumite/internal/number"
)

// pictures finds frames that show nothing.
func (s *survey) pictures() Finding {
	f := Finding{Check: "pictures", Verdict: OK, Found: "no frame is of a single colour"}
	if s.frames() == 0 {
		return f.notChecked(noFrames)
	}
	total := 0
	var blank []string
	for _, x := range s.recordings {
		total += x.uniform
		if 2*x.uniform > len(x.rows) && len(x.rows) > 0 {
			blank = append(blank, x.name)
		}
	}
	switch {
	case len(blank) > 0:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%s %s of a single colour, most of those in %s", number.Of(total, "frame"), number.Verb(total, "is", "are"), some(blank))
		f.Fix = "the screen was not captured: record again"
	case total > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d of %s %s of a single colour", total, number.Of(s.frames(), "frame"), number.Verb(total, "is", "are"))
		f.Fix = "cut out loading screens and lost frames"
	}
	return f
}

// motion finds pictures that stand still.
func (s *survey) motion() Finding {
	repeated := 0
	var still []string
	for _, x := range s.recordings {
		repeated += x.repeated
		if len(x.rows) > 1 && float64(x.repeated) > 0.9*float64(len(x.rows)-1) {
			still = append(still, x.name)
		}
	}
	share := float64(repeated) / float64(max(s.frames(), 1))
	f := Finding{Check: "motion", Verdict: OK, Found: fmt.Sprintf("%.1f %% of frames are equal to the one before", 100*share)}
	switch {
	case s.step() == 0:
		return f.notChecked(noSteps)
	case len(still) > 0:
		f.Verdict, f.Fix = Fail, "the picture stands still in "+some(still)+": record again"
	case share > 0.5:
		f.Verdict, f.Fix = Warn, "the capture is slower than the decisions: write each frame once, with the period between them"
	}
	return f
}

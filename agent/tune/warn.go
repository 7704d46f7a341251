package tune

import (
	"fmt"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// leastHalf is the fewest recordings of a half that Run accepts.
const leastHalf = 4

// warn notes halves that are too small, scores that are not of the kind that the
// model states, and logs of another decision period than an agent's.
func (s *search) warn(fit, rest []*openloop.Scored) {
	check, k := policy.NewOutputCheck(s.corpus.contract.Output), s.corpus.classes.Len()
	for _, x := range rest {
		for f := range x.Truth {
			check.Add(x.Scores[0][f*k : (f+1)*k])
		}
	}
	if warning := check.Warning(); warning != "" {
		s.doc.Warnings = append(s.doc.Warnings, warning)
	}
	if warning := openloop.PeriodWarning(s.doc.Logs.PeriodMS); warning != "" {
		s.doc.Warnings = append(s.doc.Warnings, warning)
	}
	for _, half := range []struct {
		use        string
		recordings []*openloop.Scored
	}{{"calibrate", fit}, {"choose", rest}} {
		if warning := openloop.FewWarning(fmt.Sprintf("the half to %s on has", half.use), len(half.recordings), s.corpus.presses(half.recordings)); warning != "" {
			s.doc.TooFew = true
			s.doc.Warnings = append(s.doc.Warnings, warning)
		}
	}
}

// presses returns the number of the expert's presses, each a run of one label.
func (c *corpus) presses(recordings []*openloop.Scored) int {
	n := 0
	for _, x := range recordings {
		for _, events := range offline.Events(x.Truth, len(c.classes.Names()), c.classes.Null()) {
			n += len(events)
		}
	}
	return n
}

package openloop

import (
	"fmt"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
)

// With fewer recordings or presses than these, intervals over recordings are too narrow:
// the bootstrap draws the same few again and again.
const (
	FewRecordings = 20
	FewPresses    = 100
)

// FewWarning returns why intervals over recordings are too narrow, or "" if there are enough
// recordings and presses. whose begins the sentence, e.g. "the logs have".
func FewWarning(whose string, recordings, presses int) string {
	if presses == 0 {
		return fmt.Sprintf("%s %s without any press, so that only false presses can be measured; check how actions are written",
			whose, number.Of(recordings, "recording"))
	}
	if recordings >= FewRecordings && presses >= FewPresses {
		return ""
	}
	return fmt.Sprintf("%s %s with %s; below %d recordings or %d presses the intervals are too narrow: record more",
		whose, number.Of(recordings, "recording"), number.Of(presses, "press"), FewRecordings, FewPresses)
}

// warnIfFew warns of an evaluation with too few recordings for its intervals.
func (d *Evaluation) warnIfFew(resamples int) {
	if len(d.Candidates) == 0 {
		return
	}
	n := Presses(d.Candidates[0])
	if resamples == 0 && n > 0 {
		return // without intervals
	}
	if warning := FewWarning("the logs have", d.Logs.Recordings, n); warning != "" {
		d.Warnings = append(d.Warnings, warning)
	}
}

// Presses returns the number of the expert's presses.
func Presses(r offline.Result) (n int) {
	for _, s := range r.Skills {
		n += s.Expert
	}
	return n
}

package audit

import (
	"fmt"
	"strings"

	"github.com/kumite/kumite/policy/stats"
)

// Model is what a model decides on the recordings that were probed, compared
// with their labels: event-F1 at a tolerance of 2 frames.
type Model struct {
	Name     string                   `json:"name"`
	Spec     string                   `json:"spec"`
	EventF1  [2*Reach + 1]stats.Float `json:"event_f1_2"`          // by labels moved by −Reach … +Reach frames
	Blanked  stats.Float              `json:"blanked_event_f1_2"`  // on frames that are all black
	Shuffled stats.Float              `json:"shuffled_event_f1_2"` // with the scores in a random order
	Warnings []string                 `json:"warnings,omitempty"`  // of loading it for frames of the folder's size
}

// AddModel adds a model's comparison with the labels to the document, with the
// checks that follow from it.
func (d *Document) AddModel(m Model) {
	d.Model = &m
	if len(m.Warnings) > 0 {
		d.add(Finding{Check: "model and frames", Verdict: Warn, Found: strings.Join(m.Warnings, "; ")})
	}
	d.add(m.moved(d.PeriodMS), m.unseen(d.PeriodMS))
}

// moved judges how far labels have to be moved until they fit the model best. A
// bot that hesitates less than the expert acts a little before it, so a peak at
// −2 to 0 is not a fault.
func (m *Model) moved(periodMS float64) Finding {
	at := Reach
	for i, v := range m.EventF1 {
		if float64(v) > float64(m.EventF1[at]) {
			at = i
		}
	}
	peak, best, here := at-Reach, float64(m.EventF1[at]), float64(m.EventF1[Reach])
	f := Finding{Check: "model and labels", Verdict: OK,
		Found: fmt.Sprintf("%s: event-F1 ±2%s is %.3f as it stands, %.3f at most, with labels moved by %+d%s", m.Name, Lasting(2, periodMS), here, best, peak, Lasting(peak, periodMS))}
	switch {
	case !(best > 0):
		f.Verdict, f.Found = Warn, m.Name+" and the expert never agree"
		f.Fix = "give a model that was trained on such logs, with a decoder that acts"
	case (peak > 1 || peak < -2) && here < 0.7*best:
		f.Verdict = Warn
		f.Fix = "labels lag or lead against the logs that the model was trained on: see alignment for which of the two is wrong"
	}
	return f
}

// unseen judges what is left of the score where the model cannot see.
func (m *Model) unseen(periodMS float64) Finding {
	here := float64(m.EventF1[Reach])
	f := Finding{Check: "what is not on the screen", Verdict: OK,
		Found: fmt.Sprintf("event-F1 ±2%s falls from %.3f to %s with frames blanked and %s with time shuffled", Lasting(2, periodMS), here, decimals(m.Blanked), decimals(m.Shuffled))}
	if left := max(orZero(m.Blanked), orZero(m.Shuffled)); here > 0 && left > here/2 {
		f.Verdict = Warn
		f.Fix = "most of the score does not come from the frames: presses keep a rhythm, or the label is known without looking"
	}
	return f
}

// decimals writes a score, or a dash where it is not defined.
func decimals(v stats.Float) string {
	if !v.Defined() {
		return "–"
	}
	return fmt.Sprintf("%.3f", float64(v))
}

func orZero(v stats.Float) float64 {
	if !v.Defined() {
		return 0
	}
	return float64(v)
}

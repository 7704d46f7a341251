package tune

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/policy/offline"
)

// CollapsedError is the error of a model of which every setting of a decoder
// collapses: it would hardly ever act in a match.
type CollapsedError struct {
	Path    string  // of the model
	Decoder string  // whose settings were tried
	Most    float64 // presses per press of the expert, of the most active setting
}

func (e *CollapsedError) Error() string {
	return fmt.Sprintf("model %s: every setting of %s collapses: at most %.3f presses per press of the expert, want at least %g; lower min_share, check the mask and the refractory period, or tune another decoder",
		e.Path, e.Decoder, e.Most, offline.CollapsedBelow)
}

// mostActive returns the presses per press of the expert of the most active
// candidate, +Inf if the expert does not press.
func mostActive(candidates []Candidate) float64 {
	most := 0.0
	for _, c := range candidates {
		t := Sum(c.Tallies)
		if t.Expert == 0 {
			return math.Inf(1)
		}
		most = max(most, t.RateRatio())
	}
	return most
}

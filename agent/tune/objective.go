package tune

import (
	"errors"
	"fmt"
	"math"

	"github.com/kumite/kumite/policy"

	"github.com/kumite/kumite/internal/number"
)

// DefaultObjective is the objective whose choices scored highest in online play
// (docs/study.md).
const DefaultObjective = "youden"

// Objective measures a setting; higher is better.
type Objective struct {
	Name  string
	About string
	Value func(*Tally) float64 // NaN if undefined
}

// objectives are all objectives. About may contain %s for the tolerance.
var objectives = []Objective{
	{"youden", "sensitivity + specificity − 1 of acting or not, frame by frame (Youden's J of the gate)", (*Tally).GateJ},
	{"event_f1", "F1 of presses, right skill, within ±%s; as hesitant as the expert", func(t *Tally) float64 { return t.EventF(1) }},
	{"event_f2", "F2 of presses, right skill, within ±%s; a miss weighs more than a false press", func(t *Tally) float64 { return t.EventF(2) }},
	{"balanced_accuracy", "mean recall over classes, frame by frame; forgives spam", (*Tally).BalancedAccuracy},
	{"rate", "as many presses as the expert: −|ln(presses/expert's presses)|", func(t *Tally) float64 { return -math.Abs(math.Log(t.RateRatio())) }},
	{"cost", "least expected cost per frame, by the cost table", nil},
}

// Objectives returns the names of all objectives.
func Objectives() []string {
	names := make([]string, len(objectives))
	for i, o := range objectives {
		names[i] = o.Name
	}
	return names
}

// NewObjective returns the objective with the given name. tolerance is in frames.
// costs is [truth][sent] and used by "cost" only.
func NewObjective(name string, tolerance int, costs [][]float64) (Objective, error) {
	switch name {
	case "accuracy", "frame_accuracy":
		return Objective{}, errors.New("frame accuracy is not an objective: it rewards silence, because never acting is right on almost every frame; use youden or event_f1")
	case "cost":
		if costs == nil {
			return Objective{}, errors.New("objective cost needs a cost table; name its CSV file")
		}
	}
	for _, o := range objectives {
		if o.Name != name {
			continue
		}
		if name == "event_f1" || name == "event_f2" {
			o.About = fmt.Sprintf(o.About, number.Of(tolerance, "frame"))
		}
		if name == "cost" {
			o.Value = func(t *Tally) float64 { return -t.Cost(costs) }
		}
		return o, nil
	}
	return Objective{}, policy.Unknown("objective", name, Objectives())
}

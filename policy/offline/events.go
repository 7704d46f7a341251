package offline

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/kumite/kumite/policy/stats"
)

// Tolerances are the tolerances in frames at which events are matched.
var Tolerances = [...]int{0, 1, 2, 5, 10}

// mainTolerance is the index in Tolerances of the tolerance for lags, wrong skills
// and metrics by skill.
const mainTolerance = 3

// Events returns the events by class: the first frame of each maximal run of the
// class, in ascending order. noAction has none.
func Events(labels []int, classes, noAction int) [][]int {
	events := make([][]int, classes)
	for t, c := range labels {
		if c != noAction && (t == 0 || labels[t-1] != c) {
			events[c] = append(events[c], t)
		}
	}
	return events
}

// Match matches expert and predicted events of one skill, both in ascending order,
// by merging them: events at most tolerance frames apart match; otherwise the
// earlier event is unmatched. Each result is [index in expert, index in predicted].
func Match(expert, predicted []int, tolerance int) [][2]int {
	var pairs [][2]int
	for g, p := 0, 0; g < len(expert) && p < len(predicted); {
		switch lag := predicted[p] - expert[g]; {
		case lag < -tolerance:
			p++ // a false positive
		case lag > tolerance:
			g++ // a miss
		default:
			pairs = append(pairs, [2]int{g, p})
			g++
			p++
		}
	}
	return pairs
}

// EventScore measures how well presses match at one tolerance.
type EventScore struct {
	TP        int         `json:"tp"`
	Predicted int         `json:"predicted"`
	Expert    int         `json:"expert"`
	Precision stats.Float `json:"precision"`
	Recall    stats.Float `json:"recall"`
	F1        stats.Float `json:"f1"`
	F2        stats.Float `json:"f2"` // recall weighs twice as much as precision
}

func newEventScore(tp, predicted, expert int) EventScore {
	e := EventScore{TP: tp, Predicted: predicted, Expert: expert}
	e.Precision = stats.Float(stats.Ratio(float64(tp), float64(predicted)))
	e.Recall = stats.Float(stats.Ratio(float64(tp), float64(expert)))
	e.F1, e.F2 = e.FBeta(1), e.FBeta(2)
	return e
}

// FBeta returns the F-score in which recall weighs beta times as much as precision:
// (1+β²)TP/(β²·expert + predicted). It is undefined without any event.
func (e EventScore) FBeta(beta float64) stats.Float {
	bb := beta * beta
	return stats.Float(stats.Ratio((1+bb)*float64(e.TP), bb*float64(e.Expert)+float64(e.Predicted)))
}

// EventScores holds one score per tolerance. In JSON it is an object whose keys
// are the tolerances in ascending order.
type EventScores [len(Tolerances)]EventScore

// At returns the score at a tolerance in frames. ok is false if it is not one of
// Tolerances.
func (s EventScores) At(tolerance int) (score EventScore, ok bool) {
	for i, k := range Tolerances {
		if k == tolerance {
			return s[i], true
		}
	}
	return EventScore{}, false
}

// MarshalJSON writes {"0": …, "1": …, "2": …, "5": …, "10": …}.
func (s EventScores) MarshalJSON() ([]byte, error) { return marshalByTolerance(s[:]) }

// UnmarshalJSON reads what MarshalJSON writes. Every tolerance must be present.
func (s *EventScores) UnmarshalJSON(data []byte) error {
	return unmarshalByTolerance(data, s[:])
}

func marshalByTolerance[T any](values []T) ([]byte, error) {
	out := []byte{'{'}
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		item, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		out = append(strconv.AppendQuote(out, strconv.Itoa(Tolerances[i])), ':')
		out = append(out, item...)
	}
	return append(out, '}'), nil
}

func unmarshalByTolerance[T any](data []byte, into []T) error {
	byKey := map[string]T{}
	if err := json.Unmarshal(data, &byKey); err != nil {
		return fmt.Errorf("read values by tolerance: %w", err)
	}
	for i, k := range Tolerances {
		v, ok := byKey[strconv.Itoa(k)]
		if !ok {
			return fmt.Errorf("read values by tolerance: ±%d is missing", k)
		}
		into[i] = v
	}
	return nil
}

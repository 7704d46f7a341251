package stats

import (
	"encoding/json"
	"fmt"
	"math"
)

// Float is a number that may be infinite or undefined (NaN). JSON supports neither,
// so that +Inf is encoded as "Inf", -Inf as "-Inf" and NaN as null.
type Float float64

// Undefined returns NaN, which is encoded as null.
func Undefined() Float { return Float(math.NaN()) }

// Defined reports whether f is not NaN.
func (f Float) Defined() bool { return !math.IsNaN(float64(f)) }

// Text formats f with a verb of package fmt, e.g. "%.2f". An undefined value is a
// dash.
func (f Float) Text(verb string) string {
	if !f.Defined() {
		return "–"
	}
	return fmt.Sprintf(verb, float64(f))
}

// MarshalJSON encodes a number, "Inf", "-Inf" or null.
func (f Float) MarshalJSON() ([]byte, error) {
	switch v := float64(f); {
	case math.IsNaN(v):
		return []byte("null"), nil
	case math.IsInf(v, 1):
		return []byte(`"Inf"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-Inf"`), nil
	default:
		return json.Marshal(v)
	}
}

// UnmarshalJSON decodes what MarshalJSON encodes.
func (f *Float) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "null":
		*f = Undefined()
		return nil
	case `"Inf"`:
		*f = Float(math.Inf(1))
		return nil
	case `"-Inf"`:
		*f = Float(math.Inf(-1))
		return nil
	}
	var v float64
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf(`read number %s: want a number, "Inf", "-Inf" or null`, data)
	}
	*f = Float(v)
	return nil
}

// Floats converts values to Floats.
func Floats(values []float64) []Float {
	out := make([]Float, len(values))
	for i, v := range values {
		out[i] = Float(v)
	}
	return out
}

// Interval is a closed interval. In JSON it is [lo, hi], each as a Float.
type Interval struct{ Lo, Hi float64 }

// UndefinedInterval returns an interval whose ends are NaN, which is encoded as
// [null, null].
func UndefinedInterval() Interval { return Interval{math.NaN(), math.NaN()} }

// Contains reports whether v is in the interval, including its ends.
func (i Interval) Contains(v float64) bool { return i.Lo <= v && v <= i.Hi }

// Complement returns the interval of 1 − v, given that of v.
func (i Interval) Complement() Interval { return Interval{1 - i.Hi, 1 - i.Lo} }

// Clip clamps both ends to [lo, hi].
func (i Interval) Clip(lo, hi float64) Interval {
	return Interval{math.Min(math.Max(i.Lo, lo), hi), math.Min(math.Max(i.Hi, lo), hi)}
}

// MarshalJSON encodes [lo, hi].
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]Float{Float(i.Lo), Float(i.Hi)})
}

// UnmarshalJSON decodes [lo, hi].
func (i *Interval) UnmarshalJSON(data []byte) error {
	var ends []Float
	if err := json.Unmarshal(data, &ends); err != nil {
		return fmt.Errorf("read interval: %w", err)
	}
	if len(ends) != 2 {
		return fmt.Errorf("read interval: found %d numbers; want [lo, hi]", len(ends))
	}
	*i = Interval{float64(ends[0]), float64(ends[1])}
	return nil
}

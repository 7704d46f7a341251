package number

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Range is the valid values of a number. The zero value contains 0 alone.
type Range struct {
	Min, Max     float64 // −Inf and +Inf for no bound; infinities themselves are not valid
	Above, Below bool    // Min or Max itself is not valid
	Whole        bool    // only whole numbers
}

// Between returns the numbers from least to most.
func Between(least, most float64) Range { return Range{Min: least, Max: most} }

// Whole returns the whole numbers from least to most.
func Whole(least, most int64) Range {
	return Range{Min: float64(least), Max: float64(most), Whole: true}
}

// AtLeast returns the whole numbers from least.
func AtLeast(least int64) Range {
	return Range{Min: float64(least), Max: math.Inf(1), Whole: true}
}

// AnyWhole returns all whole numbers.
func AnyWhole() Range { return Range{Min: math.Inf(-1), Max: math.Inf(1), Whole: true} }

// String describes the range, for instance "0 to 120" or "above 0 and at most 1".
func (r Range) String() string {
	least, most := format(r.Min), format(r.Max)
	switch lowest, highest := math.IsInf(r.Min, 0), math.IsInf(r.Max, 0); {
	case lowest && highest:
		return "a finite number"
	case highest && r.Above:
		return "above " + least
	case highest:
		return least + " or more"
	case lowest && r.Below:
		return "below " + most
	case lowest:
		return most + " or less"
	case r.Above && r.Below:
		return "above " + least + " and below " + most
	case r.Above:
		return "above " + least + " and at most " + most
	case r.Below:
		return "at least " + least + " and below " + most
	}
	return least + " to " + most
}

func format(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e18 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// Has reports whether v is valid.
func (r Range) Has(v float64) bool {
	switch {
	case math.IsNaN(v), math.IsInf(v, 0), r.Whole && v != math.Trunc(v):
		return false
	case v < r.Min, v > r.Max, r.Above && v == r.Min, r.Below && v == r.Max:
		return false
	}
	return true
}

// Parse parses a decimal number, with or without an exponent. Its error continues a
// sentence that names the number: "is not a number; want 0 to 1".
func (r Range) Parse(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(v), strings.ContainsAny(text, "xX_"):
		return 0, fmt.Errorf("is not a %s; want %s", r.kind(), r)
	case r.Has(v):
		return v, nil
	case r.Whole && v != math.Trunc(v):
		return 0, fmt.Errorf("is not a whole number; want %s", r)
	}
	return 0, fmt.Errorf("is out of range; want %s", r)
}

func (r Range) kind() string {
	if r.Whole {
		return "whole number"
	}
	return "number"
}

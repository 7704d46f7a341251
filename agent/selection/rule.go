package selection

import (
	"errors"
	"fmt"
)

// Rule says when a selection ends, and how it plays.
type Rule struct {
	Delta      float64 // scores this close to the best are good enough, 0.001 to 0.5
	Confidence float64 // probability that the choice is, 0.5 to 0.999
	First      int     // pairs that each candidate plays before any is preferred, 2 to MaxPairs
	Batch      int     // pairs that a candidate plays at a time, at least 1
	MaxPairs   int     // pairs of a candidate, at most arena.MaxPairs
}

// DefaultRule is the rule that Rehearse was measured with.
func DefaultRule() Rule {
	return Rule{Delta: 0.03, Confidence: 0.95, First: 4, Batch: 4, MaxPairs: 400}
}

// Validate reports every invalid field.
func (r Rule) Validate() error {
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(!(r.Delta >= 0.001 && r.Delta <= 0.5), "delta is %v; want 0.001 to 0.5", r.Delta)
	refuse(!(r.Confidence >= 0.5 && r.Confidence <= 0.999), "confidence is %v; want 0.5 to 0.999", r.Confidence)
	refuse(r.MaxPairs < 2 || r.MaxPairs > mostPairs, "the largest number of pairs is %d; want 2 to %d", r.MaxPairs, mostPairs)
	refuse(r.First < 2 || r.First > r.MaxPairs, "first pairs is %d; want 2 to %d", r.First, r.MaxPairs)
	refuse(r.Batch < 1 || r.Batch > r.MaxPairs, "batch is %d; want 1 to %d", r.Batch, r.MaxPairs)
	return errors.Join(errs...)
}

const mostPairs = 100_000

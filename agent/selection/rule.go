package selection

import "github.com/kumite/kumite/internal/invalid"

// Rule says when a selection ends, and how it plays.
type Rule struct {
	Delta      float64 // scores this close to the best are good enough, 0.001 to 0.5
	Confidence float64 // probability that the choice is, 0.5 to 0.999
	First      int     // pairs that each candidate plays before any is preferred, 2 to MaxPairs
	Batch      int     // pairs that a candidate plays at a time, at least 1, while it has as many left
	MaxPairs   int     // pairs of a candidate, at most arena.MaxPairs
}

// DefaultRule is the rule that Rehearse was measured with.
func DefaultRule() Rule {
	return Rule{Delta: 0.03, Confidence: 0.95, First: 4, Batch: 4, MaxPairs: 400}
}

// Validate reports every invalid field.
func (r Rule) Validate() error {
	var fields invalid.Fields
	fields.If(!(r.Delta >= 0.001 && r.Delta <= 0.5), "delta is %v; want 0.001 to 0.5", r.Delta)
	fields.If(!(r.Confidence >= 0.5 && r.Confidence <= 0.999), "confidence is %v; want 0.5 to 0.999", r.Confidence)
	fields.If(r.MaxPairs < 2 || r.MaxPairs > mostPairs, "the largest number of pairs is %d; want 2 to %d", r.MaxPairs, mostPairs)
	fields.If(r.First < 2 || r.First > r.MaxPairs, "first pairs is %d; want 2 to %d", r.First, r.MaxPairs)
	fields.If(r.Batch < 1, "batch is %d; want at least 1", r.Batch)
	return fields.Err()
}

const mostPairs = 100_000

package offline

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Config describes the classes and what to compute.
type Config struct {
	Classes  []string // one name per class, at least two
	NoAction int      // the class that presses nothing
	// Prior is the class prior that nll_skill and brier_skill compare with: one
	// share per class, summing to 1. Nil means the log's own shares.
	Prior []float64
	// Resamples is the number of bootstrap samples for the 95 % intervals, typically
	// 1000. 0 and 1 compute no intervals.
	Resamples int
	// Seed is the seed of the bootstrap. Evaluations of the same recordings in the
	// same order with the same seed draw the same samples, so they can be paired.
	Seed uint64
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var bad []string
	if len(c.Classes) < 2 {
		bad = append(bad, fmt.Sprintf("%d classes; want no_action and at least one skill", len(c.Classes)))
	}
	if c.NoAction < 0 || c.NoAction >= len(c.Classes) {
		bad = append(bad, fmt.Sprintf("no_action is class %d; want 0 to %d", c.NoAction, len(c.Classes)-1))
	}
	if c.Resamples < 0 {
		bad = append(bad, fmt.Sprintf("%d bootstrap samples; want 0 or more", c.Resamples))
	}
	if c.Prior != nil {
		sum := 0.0
		for k, p := range c.Prior {
			if !(p > 0 && p <= 1) {
				bad = append(bad, fmt.Sprintf("prior of class %d is %v; want above 0 and at most 1", k, p))
			}
			sum += p
		}
		if len(c.Prior) != len(c.Classes) {
			bad = append(bad, fmt.Sprintf("prior has %d shares for %d classes", len(c.Prior), len(c.Classes)))
		} else if !(math.Abs(sum-1) <= 1e-6) {
			bad = append(bad, fmt.Sprintf("prior sums to %.7g; want 1 ± 1e-6", sum))
		}
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, "; "))
	}
	return nil
}

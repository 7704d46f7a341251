package policy

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Validate reports every field that no contract of ParseContract has. It is for contracts
// that another process has sent. The default query is checked by NewDecoder.
func (c Contract) Validate() error {
	k := len(c.Classes)
	errs := []error{c.Input.Validate()}
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("contract: "+format, args...))
		}
	}
	refuse(k < 2, "%d classes; want at least 2", k)
	sorted := slices.Sorted(slices.Values(c.Classes))
	refuse(len(slices.Compact(sorted)) != k, "classes %q are not distinct", c.Classes)
	refuse(c.NoAction < 0 || c.NoAction >= k, "null class is %d; want 0 to %d", c.NoAction, k-1)
	for _, class := range slices.Sorted(maps.Keys(c.Aliases)) {
		refuse(!slices.Contains(c.Classes, class) || c.Aliases[class] == "", "alias %q of %q; want a name for one of the classes", c.Aliases[class], class)
	}
	refuse(!slices.Contains([]Output{Logits, LogProbs, Probabilities}, c.Output), "output is %q", c.Output)
	refuse(!slices.Contains([]Semantics{Natural, Balanced}, c.Semantics), "semantics are %q", c.Semantics)
	refuse(!(c.Temperature > 0) || math.IsInf(c.Temperature, 0), "temperature is %v; want a number above 0", c.Temperature)
	refuse(len(c.Bias) != k, "%d numbers in the bias; want %d", len(c.Bias), k)
	refuse(c.TrainPrior != nil && len(c.TrainPrior) != k, "%d numbers in the prior; want %d", len(c.TrainPrior), k)
	sum := 0.0
	for _, p := range c.TrainPrior {
		refuse(!(p >= 0 && p <= 1), "a share of the prior is %v; want 0 to 1", p)
		sum += p
	}
	refuse(c.TrainPrior != nil && !(math.Abs(sum-1) <= 1e-6), "the prior sums to %v; want 1", sum)
	refuse(slices.ContainsFunc(c.Bias, func(b float64) bool { return math.IsNaN(b) || math.IsInf(b, 0) }), "the bias is %v; want numbers", c.Bias)
	refuse(c.DelayTicks != nil && *c.DelayTicks < 0, "delay is negative")
	return errors.Join(errs...)
}

package policy

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/kumite/kumite/internal/invalid"
)

// maxClasses is the largest number of classes. A confusion matrix has its square.
const maxClasses = 4096

// Validate reports every field that no contract of ParseContract has. It is for contracts
// that another process has sent. The default query is checked by NewDecoder.
func (c Contract) Validate() error {
	k := len(c.Classes)
	if k > maxClasses {
		return fmt.Errorf("contract: %d classes; want at most %d", k, maxClasses)
	}
	var fields invalid.Fields
	fields.Add(c.Input.Validate())
	fields.If(k < 2, "contract: %d classes; want at least 2", k)
	sorted := slices.Sorted(slices.Values(c.Classes))
	fields.If(len(slices.Compact(sorted)) != k, "contract: classes %q are not distinct", c.Classes)
	fields.If(c.NoAction < 0 || c.NoAction >= k, "contract: null class is %d; want 0 to %d", c.NoAction, k-1)
	for _, class := range slices.Sorted(maps.Keys(c.Aliases)) {
		fields.If(!slices.Contains(c.Classes, class) || c.Aliases[class] == "", "contract: alias %q of %q; want a name for one of the classes", c.Aliases[class], class)
	}
	fields.If(!slices.Contains([]Output{Logits, LogProbs, Probabilities}, c.Output), "contract: output is %q", c.Output)
	fields.If(!slices.Contains([]Semantics{Natural, Balanced}, c.Semantics), "contract: semantics are %q", c.Semantics)
	fields.If(!temperatures.Has(c.Temperature), "contract: temperature is %v; want %v", c.Temperature, temperatures)
	fields.If(len(c.Bias) != k, "contract: %d numbers in the bias; want %d", len(c.Bias), k)
	fields.If(c.TrainPrior != nil && len(c.TrainPrior) != k, "contract: %d numbers in the prior; want %d", len(c.TrainPrior), k)
	sum := 0.0
	for _, p := range c.TrainPrior {
		fields.If(!(p >= 0 && p <= 1), "contract: a share of the prior is %v; want 0 to 1", p)
		sum += p
	}
	fields.If(c.TrainPrior != nil && !(math.Abs(sum-1) <= 1e-6), "contract: the prior sums to %v; want 1", sum)
	fields.If(slices.ContainsFunc(c.Bias, func(b float64) bool { return !biases.Has(b) }), "contract: the bias is %v; want %v", c.Bias, biases)
	fields.If(c.DelayTicks != nil && *c.DelayTicks < 0, "contract: delay is negative")
	return fields.Err()
}

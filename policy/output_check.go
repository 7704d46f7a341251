package policy

import (
	"fmt"
	"math"
)

// OutputCheck compares a network's scores with the kind of output that its
// contract states. A network that ends in Softmax and states logits passes every
// rule of the contract and hardly ever acts: its scores differ by at most 1.
type OutputCheck struct {
	stated        Output
	rows          int
	probabilities int // rows that lie in [0, 1] and sum to 1
	logProbs      int // rows of which the exponentials sum to 1
}

// sumTolerance is how far from 1 the sum of rounded probabilities may be.
const sumTolerance = 1e-3

// NewOutputCheck returns a check of scores that are stated to be of a kind.
func NewOutputCheck(stated Output) *OutputCheck { return &OutputCheck{stated: stated} }

// Add counts one row of raw scores, one score per class.
func (c *OutputCheck) Add(scores []float32) {
	inside, sum, exponentials := true, 0.0, 0.0
	for _, z := range scores {
		inside = inside && z >= 0 && z <= 1
		sum += float64(z)
		exponentials += math.Exp(float64(z))
	}
	c.rows++
	if inside && math.Abs(sum-1) <= sumTolerance {
		c.probabilities++
	}
	if math.Abs(exponentials-1) <= sumTolerance {
		c.logProbs++
	}
}

// Warning returns why the stated kind is probably wrong and how to fix it, or "".
// It needs two rows to judge.
func (c *OutputCheck) Warning() string {
	switch {
	case c.rows < 2:
		return ""
	case c.stated != Probabilities && c.probabilities == c.rows:
		return fmt.Sprintf("kumite.output is %q, but all %d rows of scores lie in [0, 1] and sum to 1, as probabilities do; set kumite.output to %q, or export the model without its Softmax",
			c.stated, c.rows, Probabilities)
	case c.stated == LogProbs && c.logProbs < c.rows:
		return fmt.Sprintf("kumite.output is %q, but the exponentials of %d of %d rows of scores do not sum to 1; set kumite.output to %q",
			c.stated, c.rows-c.logProbs, c.rows, Logits)
	}
	return ""
}

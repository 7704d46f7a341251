package policy

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/internal/number"
)

// OutputCheck compares a network's scores with the kind of output that its
// contract states. A network that ends in Softmax and states logits passes every
// rule of the contract and hardly ever acts: its scores differ by at most 1.
type OutputCheck struct {
	stated        Output
	rows          int
	probabilities int // rows that lie in [0, 1] and sum to 1
	logProbs      int // rows of which the exponentials sum to 1
	independent   int // rows as of a Sigmoid: in [0, 1], of another sum
	ones, zeros   int // rows of which every score is 1, or 0
	scaled        int // rows that are not negative and have the sum of the first, which is above 1
	sum           float64
	moved         bool    // a row differs from the first
	most, expSum  float64 // of the first row: its largest score, and the sum of its exponentials
}

// sumTolerance is how far from 1 the sum of rounded probabilities may be.
const sumTolerance = 1e-3

// NewOutputCheck returns a check of scores that are stated to be of a kind.
func NewOutputCheck(stated Output) *OutputCheck { return &OutputCheck{stated: stated} }

// Add counts one row of raw scores, one score per class.
func (c *OutputCheck) Add(scores []float32) {
	least, most, sum, exponentials := math.Inf(1), math.Inf(-1), 0.0, 0.0
	for _, z := range scores {
		least, most = min(least, float64(z)), max(most, float64(z))
		sum += float64(z)
		exponentials += math.Exp(float64(z))
	}
	c.rows++
	if c.rows == 1 {
		c.sum, c.most, c.expSum = sum, most, exponentials
	}
	c.moved = c.moved || sum != c.sum || most != c.most || exponentials != c.expSum
	switch inside := least >= 0 && most <= 1; {
	case least == 1 && most == 1:
		c.ones++
	case least == 0 && most == 0:
		c.zeros++
	case inside && math.Abs(sum-1) <= sumTolerance:
		c.probabilities++
	case inside:
		c.independent++
	case least >= 0 && sum > 1+sumTolerance && math.Abs(sum/c.sum-1) <= sumTolerance:
		c.scaled++
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
		return fmt.Sprintf("kumite.output is %q, but all %s of scores lie in [0, 1] and sum to 1, as probabilities do; set kumite.output to %q, or export the model without its Softmax",
			c.stated, number.Of(c.rows, "row"), Probabilities)
	case c.ones == c.rows, c.zeros == c.rows:
		return fmt.Sprintf("every score of all %s is %d, so that no class is preferred; %s", number.Of(c.rows, "row"), c.ones/c.rows, wrongAxis)
	case c.stated == Logits && c.independent == c.rows:
		return fmt.Sprintf("kumite.output is %q, but all %s of scores lie in [0, 1] and none sums to 1, like the outputs of a Sigmoid; export the model without its Sigmoid",
			c.stated, number.Of(c.rows, "row"))
	case c.stated == Logits && c.scaled == c.rows && c.moved:
		return fmt.Sprintf("kumite.output is %q, but no score is negative and each of %s sums to %.4g, as probabilities do that are multiplied by it; export the model without its Softmax",
			c.stated, number.Of(c.rows, "row"), c.sum)
	case c.stated == LogProbs && c.logProbs < c.rows:
		return fmt.Sprintf("kumite.output is %q, but the exponentials of %d of %s of scores %s not sum to 1; set kumite.output to %q",
			c.stated, c.rows-c.logProbs, number.Of(c.rows, "row"), number.Verb(c.rows-c.logProbs, "does", "do"), Logits)
	}
	return ""
}

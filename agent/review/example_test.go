package review_test

import (
	"fmt"

	"github.com/kumite/kumite/agent/review"
)

// Verdicts name a side of the page; the key says who was there.
func ExampleTally() {
	key := made(2, 2) // the first contestant is left in the first item, right in the second
	verdict := func(item int, choice review.Choice) review.Verdict {
		return review.Verdict{Reviewer: "A. User", Answer: review.Answer{Item: item, Choice: choice}}
	}
	doc := review.Tally(key, []review.Verdict{verdict(0, review.Left), verdict(1, review.Right)})
	p := doc.Preferences[0]
	fmt.Printf("%s over %s: %.2f [%.2f, %.2f]\n", p.A, p.B, float64(p.Share), p.CI95.Lo, p.CI95.Hi)
	// Output: c0 over c1: 1.00 [0.34, 1.00]
}

package report_test

import (
	"fmt"
	"os"

	"github.com/kumite/kumite/internal/report"
)

// A sweep as Markdown, for a README: the table, and below it what follows from it.
func ExampleSweep() {
	if err := report.Sweep(os.Stdout, hump(), report.Form{Markdown: true}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// The knee is tau=0.4, the largest tau with a win rate of at least 50 %: 11/20, pair score 55.0 % [34.2, 74.2]; it is the last value of the range, so the knee may be higher.
	//
	// | tau | pair score [95 %] | win rate [95 %] | skills/min | W-L-D |
	// | --- | ---:| ---:| ---:| ---:|
	// | 0.0 COLLAPSED | 40.0 % [21.9, 61.3] | 8/20 = 40.0 % [21.9, 61.3] | 12.0 | 8-12-0 |
	// | 0.2 | 80.0 % [58.4, 91.9] | 16/20 = 80.0 % [58.4, 91.9] | 12.0 | 16-4-0 |
	// | 0.4 | 55.0 % [34.2, 74.2] | 11/20 = 55.0 % [34.2, 74.2] | 12.0 | 11-9-0 |
	//
	// - sure: from tau=0.2 to tau=0.2 the whole interval of the pair score is at or above 50 %
	// - best: tau=0.2 with a pair score of 80.0 % [58.4, 91.9]
	// - m.onnx?decode=gate (sha256 0123456789ab) against pro: 10 pairs each, seed 7, the same seeds for every value
}

package scenario_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/sim/moments"
)

// A complaint that a script never acts becomes a test, which a script that does act passes.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "scenario")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	comments, tests := filepath.Join(dir, "feedback"), filepath.Join(dir, "scenarios")
	if err := complain(comments, "script:dummy", "script:spammer", moments.Missed, feedback.ShouldHaveActed, 1); err != nil {
		log.Fatal(err)
	}
	if _, _, err := scenario.Make(context.Background(), comments, tests, 1); err != nil {
		log.Fatal(err)
	}
	folder, err := scenario.Open(tests)
	if err != nil {
		log.Fatal(err)
	}
	contestants, err := bot.ParseAll([]string{"script:dummy", "script:oracle"})
	if err != nil {
		log.Fatal(err)
	}
	doc, err := scenario.Run(context.Background(), folder, scenario.Config{Contestants: contestants, Workers: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range doc.Scenarios {
		fmt.Println(r.Name, r.Scores[0].Verdict, r.Scores[1].Verdict, r.Scores[1].Change)
	}
	// Output: complaint-0001 fails passes settled
}

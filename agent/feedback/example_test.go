package feedback_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/feedback"
)

// A person tags a moment of a replay; the list counts the complaints of each sort.
func ExampleAdd() {
	dir, err := os.MkdirTemp("", "feedback")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	replay := filepath.Join(dir, "match.replay")
	_, file, err := played("dummy", "pro")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(replay, file, 0o644); err != nil {
		log.Fatal(err)
	}
	folder := filepath.Join(dir, "feedback")
	if _, err := feedback.Add(folder, replay, feedback.Tag{
		Tick: 300, Side: "left", Kind: feedback.ShouldHaveActed, Note: "it just stands there", Who: "A. User", When: "2026-01-31T12:00:00Z",
	}); err != nil {
		log.Fatal(err)
	}
	list, err := feedback.ReadList(folder)
	if err != nil {
		log.Fatal(err)
	}
	for _, g := range list.Groups {
		fmt.Println(g.Count, g.Kind, "of", g.Contestant)
	}
	// Output: 1 should_have_acted of dummy
}

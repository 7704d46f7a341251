package gate_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// One candidate is tested against a champion that never acts.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "gate")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := copyFile(filepath.Join(dir, "candidates"), "new.onnx", "../../models/pro-ce.onnx"); err != nil {
		log.Fatal(err)
	}
	test := rating.DefaultSPRT()
	doc, err := gate.Run(context.Background(), dir, gate.Config{
		Champion: "script:dummy",
		Tournament: arena.Tournament{
			Config:  arena.Config{Test: &test, Seed: 1, Rules: sim.DefaultRules()},
			Load:    bot.Setup{}.Loader(),
			Workers: 2,
		},
		SignedBy: "R. Referee",
		Now:      time.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range doc.Records {
		fmt.Println(r.Candidate, r.Decision, r.SPRT.Verdict, filepath.ToSlash(r.Place))
	}
	// Output: new accepted H1 accepted/new
}

func copyFile(dir, name, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), data, 0o644)
}

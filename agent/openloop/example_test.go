package openloop_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
)

// A table of predictions can come from any program and any game.
func ExampleEvaluatePredictions() {
	dir, err := os.MkdirTemp("", "predictions")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "p.csv")
	table := "recording,frame,truth,predicted\n" +
		"one,0,no_action,no_action\n" +
		"one,1,jump,no_action\n" +
		"one,2,no_action,jump\n" +
		"one,3,no_action,no_action\n"
	if err := os.WriteFile(path, []byte(table), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	doc, err := openloop.EvaluatePredictions(context.Background(), openloop.Predictions{Path: path})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := doc.Candidates[0]
	exact, _ := r.Events.At(0)
	near, _ := r.Events.At(2)
	fmt.Printf("frame accuracy %.2f, event-F1 %.2f on the frame and %.2f within two\n", float64(r.FrameAccuracy), float64(exact.F1), float64(near.F1))
	// Output: frame accuracy 0.50, event-F1 0.00 on the frame and 1.00 within two
}

// Stored scores are decoded again with another setting, as the agent would have
// decided.
func ExampleDecoder_Decide() {
	contract := policy.Contract{
		Classes: []string{"no_action", "poke"}, Output: policy.Logits, Semantics: policy.Natural,
		Temperature: 1, Bias: []float64{0, 0}, Decoder: "decode=argmax",
	}
	scored := &openloop.Scored{
		Name: "000001", Ticks: []int32{0, 6, 12}, Truth: []int{0, 1, 0},
		Scores: [][]float32{{4, 0, 2, 0, 4, 0}},
	}
	classes, err := openloop.MapClasses(contract, contract.Classes, policy.NoAction)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, query := range []string{"decode=argmax", "decode=gate&gamma=-3&tau_skill=0"} {
		d, err := openloop.NewDecoder(contract, bot.Contestant{Path: "model.onnx", Query: query, Delay: agent.DelayOf(6)}, classes)
		if err != nil {
			fmt.Println(err)
			return
		}
		var sent []string
		if _, err := d.Decide(scored, scored.Scores[0], func(_ int, decision policy.Decision) {
			sent = append(sent, contract.Classes[decision.Class])
		}); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(query, sent)
	}
	// Output:
	// decode=argmax [no_action no_action no_action]
	// decode=gate&gamma=-3&tau_skill=0 [no_action poke no_action]
}

package openloop_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
)

func TestAnEvaluationIsReadAndWhatNoneCanContainIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "eval.json")
	write := func(change func(e *openloop.Evaluation)) {
		t.Helper()
		e := &openloop.Evaluation{Schema: openloop.Schema, Candidates: []offline.Result{{
			Name: "mine", Classes: []string{"no_action", "poke"}, Confusion: [][]int{{9, 1}, {0, 2}},
			Skills: []offline.SkillRate{{Skill: "poke", Expert: 2, Predicted: 3}}, Reliability: []offline.Bin{{Frames: 12, PAct: 0.2, ActShare: 0.1}},
		}}}
		change(e)
		if err := durable.WriteJSON(path, e); err != nil {
			t.Fatal(err)
		}
	}
	write(func(*openloop.Evaluation) {})
	if e, err := openloop.Read(path); err != nil || e.Candidates[0].Confusion[1][1] != 2 || e.Candidates[0].Reliability[0].PAct != 0.2 {
		t.Errorf("got %+v, %v", e, err)
	}
	for want, change := range map[string]func(e *openloop.Evaluation){
		`schema "kumite.study/1"; want "kumite.eval/1"`:          func(e *openloop.Evaluation) { e.Schema = "kumite.study/1" },
		"it has no candidates":                                   func(e *openloop.Evaluation) { e.Candidates = nil },
		"frame_accuracy is 7.5; it is a share":                   func(e *openloop.Evaluation) { e.Candidates[0].FrameAccuracy = 7.5 },
		"balanced_accuracy is -1; it is a share":                 func(e *openloop.Evaluation) { e.Candidates[0].BalancedAccuracy = -1 },
		"recall 2, F1 0 and F2 0; these are shares":              func(e *openloop.Evaluation) { e.Candidates[0].Events[1].Recall = 2 },
		"1 rows for 2 classes":                                   func(e *openloop.Evaluation) { e.Candidates[0].Confusion = [][]int{{1, 2}} },
		"a row of the confusion matrix has 1 counts":             func(e *openloop.Evaluation) { e.Candidates[0].Confusion[1] = []int{1} },
		"has the count -1":                                       func(e *openloop.Evaluation) { e.Candidates[0].Confusion[0][0] = -1 },
		`"poke" has -2 presses of the expert`:                    func(e *openloop.Evaluation) { e.Candidates[0].Skills[0].Expert = -2 },
		"a bin of the reliability has 12 frames, mean p_act 1.5": func(e *openloop.Evaluation) { e.Candidates[0].Reliability[0].PAct = 1.5 },
	} {
		write(change)
		if _, err := openloop.Read(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openloop.Read(path); err == nil || !strings.Contains(err.Error(), "read evaluation "+path) {
		t.Errorf("a torn file: %v", err)
	}
	if err := os.WriteFile(path, []byte(" \n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openloop.Read(path); err == nil || !strings.Contains(err.Error(), path+": it is empty; write it with `kumite eval") {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := openloop.Read(path + "x"); err == nil || !strings.HasPrefix(err.Error(), "read evaluation: ") {
		t.Errorf("no file: %v", err)
	}
}

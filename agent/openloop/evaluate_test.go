package openloop_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/vision/logs/audit"
)

func TestValidateReportsEveryBadField(t *testing.T) {
	err := openloop.Config{Contestants: []bot.Contestant{{Spec: "script:pro"}}, Resamples: -1}.Validate()
	for _, want := range []string{"script:pro", "setup.Eye is not bot.OpenCV", "resamples is -1; want 0 or more", "workers is 0; want at least 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

func TestAPriorIsParsedAndInvalidOnesAreRefused(t *testing.T) {
	if got, err := openloop.ParsePrior(" 0.9, 0.1"); err != nil || len(got) != 2 || got[0] != 0.9 || got[1] != 0.1 {
		t.Errorf("got %v, %v", got, err)
	}
	for text, want := range map[string]string{"0.9,x": `"x" is not a number`, "0.9,0": `"0" is out of range; want above 0 and at most 1`, "0.5,0.4": "sum to 0.9", "NaN,1": `"NaN"`} {
		if _, err := openloop.ParsePrior(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v; want it to say %q", text, err, want)
		}
	}
}

func TestPredictionsThatCannotBeEvaluatedAreRefusedBeforeTheTableIsRead(t *testing.T) {
	for want, cfg := range map[string]openloop.Predictions{
		"path is empty":                   {},
		"the book needs a decoder":        {Path: "x", Book: true},
		"the prior needs a decoder":       {Path: "x", Prior: []float64{0.5, 0.5}},
		"the shares sum to 0.9":           {Path: "x", Decoder: "decode=argmax", Prior: []float64{0.5, 0.4}},
		`"-0.5" is not a share`:           {Path: "x", Decoder: "decode=argmax", Prior: []float64{1.5, -0.5}[1:]},
		"2 shares for 3 classes":          {Path: "x", Decoder: "decode=argmax", Prior: []float64{0.5, 0.5}, Classes: []string{"no_action", "a", "b"}},
		`class "a" is listed twice`:       {Path: "x", Classes: []string{"no_action", "a", "a"}},
		`the null class "idle" is not`:    {Path: "x", Classes: []string{"no_action", "a"}, NoAction: "idle"},
		"resamples is -1; want 0 or more": {Path: "x", Resamples: -1},
	} {
		if _, err := openloop.EvaluatePredictions(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

func TestPredictionsMayNameTheirNullClass(t *testing.T) {
	for null, table := range map[string]string{
		"":     "a,0,no_action,no_action\na,1,kick,no_action\na,2,no_action,kick\n",
		"wait": "a,0,wait,wait\na,1,kick,wait\na,2,wait,kick\n",
	} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte("recording,frame,truth,predicted\n"+table), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, err := openloop.EvaluatePredictions(t.Context(), openloop.Predictions{Path: path, NoAction: null})
		if err != nil {
			t.Fatal(err)
		}
		r := doc.Candidates[0]
		if near, _ := r.Events.At(1); near.TP != 1 || r.Classes[1] != "kick" || len(r.Skills) != 1 {
			t.Errorf("null class %q: %d of %v within a frame; want the kick", null, near.TP, r.Classes)
		}
	}
}

func TestATableWithoutPressesIsWarnedOfWithoutIntervalsToo(t *testing.T) {
	for table, warned := range map[string]bool{"a,0,no_action,no_action\na,1,no_action,poke\n": true, "a,0,no_action,poke\na,1,poke,poke\n": false} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte("recording,frame,truth,predicted\n"+table), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, err := openloop.EvaluatePredictions(t.Context(), openloop.Predictions{Path: path})
		if err != nil {
			t.Errorf("%q: %v", table, err)
			continue
		}
		if got := strings.Join(doc.Warnings, "\n"); strings.Contains(got, "without any press") != warned || !warned && got != "" {
			t.Errorf("%q: warnings %q; want one of no press: %v", table, got, warned)
		}
	}
}

func TestClassesOfATableThatDifferInCaseAreWarnedOf(t *testing.T) {
	for _, x := range []struct {
		table   string
		classes []string
		warned  bool
	}{
		{"a,0,no_action,no_action\na,1,poke,POKE\n", nil, true},
		{"a,0,no_action,No_Action\na,1,poke,poke\n", nil, true},
		{"a,0,no_action,no_action\na,1,ä,Ä\n", nil, true},
		{"a,0,no_action,no_action\na,1,poke,POKE\n", []string{"no_action", "poke", "POKE"}, false},
		{"a,0,no_action,no_action\na,1,poke,lunge\n", nil, false},
	} {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte("recording,frame,truth,predicted\n"+x.table), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, err := openloop.EvaluatePredictions(t.Context(), openloop.Predictions{Path: path, Classes: x.classes})
		if err != nil {
			t.Errorf("%q: %v", x.table, err)
			continue
		}
		if got := strings.Contains(strings.Join(doc.Warnings, "\n"), "differ only in case and count as two"); got != x.warned {
			t.Errorf("%q: warnings %q; want one of the case: %v", x.table, doc.Warnings, x.warned)
		}
	}
}

func TestPredictionsAreNotSavedAmongTheLogsNorOfSeveralContestants(t *testing.T) {
	folder, cfg := scan(t)
	one := openloop.Config{Contestants: []bot.Contestant{cfg.Contestant}, Setup: cfg.Setup, Workers: 1, SavePredictions: filepath.Join(folder.Dir(), "p.csv")}
	if _, err := openloop.Evaluate(t.Context(), folder, one); err == nil || !strings.Contains(err.Error(), "is in the log folder") {
		t.Errorf("a file among the logs: %v", err)
	}
	two := one
	two.Contestants = append(two.Contestants, cfg.Contestant)
	if err := two.Validate(); err == nil || !strings.Contains(err.Error(), "one contestant; got 2") {
		t.Errorf("two contestants: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	one.SavePredictions, one.Progress = filepath.Join(t.TempDir(), "p.csv"), func(int, int) { cancel() }
	if _, err := openloop.Evaluate(ctx, folder, one); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "p.csv") {
		t.Errorf("cancelled: %v; want the context's error", err)
	}
	if _, err := os.Stat(one.SavePredictions); !os.IsNotExist(err) {
		t.Errorf("cancelled: a file is left (%v)", err)
	}
}

func TestACheckRefusesItsModelBeforeItReadsTheLogs(t *testing.T) {
	folder, cfg := scan(t)
	for model, want := range map[string]string{
		"script:pro":                         "a script sees the world",
		"nowhere.onnx":                       "no such file",
		"m.txt":                              "neither a script nor a model",
		cfg.Contestant.Path + "?decode=gait": `"gait"`,
		"../../policy/ort/testdata/foreign_class.onnx": `did you mean "fireball"?`,
	} {
		read := 0
		_, err := openloop.Check(t.Context(), folder, openloop.CheckConfig{
			Audit: audit.Config{ShowsAfter: 1, ProbeFrames: 100, Workers: 1, Progress: func(int, int) { read++ }}, Model: model, Setup: cfg.Setup,
		})
		if err == nil || !strings.Contains(err.Error(), want) || read > 0 {
			t.Errorf("%s: got %v after %d recordings; want %q after none", model, err, read, want)
		}
	}
}

func TestLogsOfAnotherPeriodAreWarnedOf(t *testing.T) {
	folder, cfg := scan(t)
	for period, want := range map[float64]string{100: "", 33.25: "a frame every 33.2 ms", 200: "a frame every 200 ms but an agent decides every 100 ms: tolerances and decoder settings in frames last 0.5 times"} {
		folder.DecisionPeriodMS = period
		doc, err := openloop.Evaluate(t.Context(), folder, openloop.Config{Contestants: []bot.Contestant{cfg.Contestant}, Setup: cfg.Setup, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(doc.Warnings, "; "); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%v ms: warned of %q, want %q", period, got, want)
		}
	}
}

package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
)

// copied is the shipped model in a folder of its own, where a sidecar may be
// written.
func copied(t *testing.T) string {
	t.Helper()
	return write(t, t.TempDir(), "m.onnx", read(t, model))
}

func TestTuneWritesASidecarThatPlaysAndKeepsItsOtherKeys(t *testing.T) {
	dir, file := twoMatches(t), copied(t)
	write(t, filepath.Dir(file), "m.onnx.json", []byte(`{"kumite.train_prior":"[0.92,0.01,0.01,0.01,0.01,0.01,0.01,0.01,0.01]","kumite.decoder":"decode=argmax&delay=12"}`))
	doc := fields(t, mustRun(t, "tune", "--json", "--logs", dir, "--resamples", "20", "--calibrate", "temperature", file))
	var sidecar map[string]any
	if err := json.Unmarshal(read(t, file+".json"), &sidecar); err != nil {
		t.Fatal(err)
	}
	chosen := doc["chosen"].(map[string]any)["query"].(string)
	if want := chosen + "&delay=12"; sidecar["kumite.decoder"] != want || !strings.HasPrefix(chosen, "decode=gate&gamma=") {
		t.Errorf("the sidecar decodes with %v, want %q", sidecar["kumite.decoder"], want)
	}
	if !strings.HasPrefix(sidecar["kumite.train_prior"].(string), "[0.92,") {
		t.Errorf("the prior has become %v", sidecar["kumite.train_prior"])
	}
	if got, want := sidecar["kumite.temperature"], doc["calibration"].(map[string]any)["temperature"]; got != want {
		t.Errorf("temperature %v, want %v", got, want)
	}
	record := sidecar["kumite.tuned"].(map[string]any)
	if record["objective"] != tuning.Default || record["recordings"] != 2.0 || len(record["logs_sha256"].(string)) != 64 {
		t.Errorf("kumite.tuned is %v", record)
	}
	mustRun(t, "inspect", file)
}

func TestTuneIsReproducibleWhateverTheWorkers(t *testing.T) {
	dir := twoMatches(t)
	args := []string{"tune", "--json", "--dry-run", "--logs", dir, "--resamples", "20", "--decoder", "all", "--seed", "3"}
	one := mustRun(t, append(args, "--workers", "1", model)...)
	two := mustRun(t, append(args, "--workers", "2", model)...)
	if one != two {
		t.Error("one worker and two give different documents")
	}
	doc := fields(t, one)
	if n := len(doc["families"].([]any)); n != 6 {
		t.Errorf("%d families; want all but cost, which has no table", n)
	}
	if n := len(doc["other_objectives"].([]any)); n != 4 {
		t.Errorf("%d other objectives, want 4", n)
	}
	if doc["sidecar"] != "" {
		t.Error("--dry-run names a sidecar")
	}
}

func TestTuneShowsCurveChoiceAndCommand(t *testing.T) {
	dir, out := twoMatches(t), t.TempDir()
	svg, sidecar := filepath.Join(out, "c.svg"), filepath.Join(out, "s.json")
	text := mustRun(t, "tune", "--logs", dir, "--resamples", "20", "--objective", "event_f1", "--tolerance", "3", "--plot", svg, "--out", sidecar, model)
	for _, want := range []string{"gate gamma", "argmax", "event-F1 ±3", "without book", "balanced accuracy", "another objective", "chosen: decode=gate", "kumite tournament --pairs 200"} {
		if !strings.Contains(text, want) {
			t.Errorf("the output lacks %q:\n%s", want, text)
		}
	}
	if drawn := string(read(t, svg)); !strings.Contains(drawn, ">chosen<") || !strings.Contains(drawn, ">action-rate ratio") {
		t.Error("the drawing lacks its words")
	}
	if _, err := os.Stat(sidecar); err != nil {
		t.Error(err)
	}
}

func TestWhatCannotBeTunedIsRefused(t *testing.T) {
	dir := twoMatches(t)
	balanced := strings.Replace(model, "pro-ce", "pro-balanced", 1)
	for _, x := range []struct {
		args []string
		says []string
	}{
		{[]string{"--logs", dir, "--objective", "accuracy", model}, []string{"--objective", "rewards silence"}},
		{[]string{"--logs", dir, "--objective", "f1", model}, []string{"--objective", "event_f1"}},
		{[]string{"--logs", dir, "--objective", "cost", model}, []string{"--cost FILE"}},
		{[]string{"--logs", dir, "--decoder", "argmax", model}, []string{"nothing to tune"}},
		{[]string{"--logs", dir, "--decoder", "gat", model}, []string{`did you mean "gate"`}},
		{[]string{"--logs", dir, "--decoder", "cost", model}, []string{"--cost FILE"}},
		{[]string{"--logs", dir, "--calibrate", "bias", model}, []string{"--calibrate", "temperature"}},
		{[]string{"--logs", dir, "--tolerance", "-1", model}, []string{"--tolerance is -1", "0 frames or more"}},
		{[]string{"--logs", dir, "--refractory", "601", model}, []string{"0 to 600"}},
		{[]string{"--logs", dir, "--resamples", "1", model}, []string{"at least 2"}},
		{[]string{"--logs", dir, "--workers", "0", model}, []string{"at least 1"}},
		{[]string{"--logs", dir, "--dry-run", "--out", "x", model}, []string{"leave out --out"}},
		{[]string{"--logs", dir, "script:pro"}, []string{"a script has no decoder"}},
		{[]string{model}, []string{"--logs names no folder"}},
		{[]string{"--logs", t.TempDir(), model}, []string{"logs.json"}},
		{[]string{"--logs", dir, "--decoder", "logit_adjust", "--dry-run", balanced}, []string{"counts the prior twice"}},
		{[]string{"--logs", dir, "--trained-split", "1", model}, []string{"record more"}},
	} {
		refuses(t, append([]string{"tune"}, x.args...), x.says...)
	}
}

func TestABrokenSidecarIsNotOverwritten(t *testing.T) {
	path := write(t, t.TempDir(), "s.json", []byte("{"))
	if err := writeSidecar(path, path, &tuningResult{}); err == nil || !strings.Contains(err.Error(), "mend it or move it away") {
		t.Errorf("got %v", err)
	}
	if string(read(t, path)) != "{" {
		t.Error("the file was written")
	}
}

// synthetic is a replayer of one reel whose best gate lies at a known gamma: a
// press has odds of 0, all else of −4, and a few idle frames lie at −1.
func synthetic() *replayer {
	x := &openloop.Scored{Name: "made up", Scores: [][]float32{nil}}
	for f := range 600 {
		odds, truth := float32(-4), 0
		switch {
		case f%60 == 30:
			odds, truth = 0, 1
		case f%60 == 10:
			odds = -1
		}
		x.Ticks = append(x.Ticks, int32(6*f))
		x.Truth = append(x.Truth, truth)
		x.Scores[0] = append(x.Scores[0], 0, odds)
	}
	contract := policy.Contract{Classes: []string{"no_action", "poke"}, Output: policy.Logits, Semantics: policy.Natural,
		TrainPrior: []float64{0.9, 0.1}, Temperature: 1, Bias: []float64{0, 0}, Decoder: "decode=argmax"}
	return &replayer{contract: contract, reels: []*openloop.Scored{x, x, x}, classes: []int{0, 1}, names: contract.Classes, delayTicks: 6, tolerance: 2}
}

func TestAKnownOptimumIsFoundByEveryObjective(t *testing.T) {
	r := synthetic()
	x := tuneFlags{resamples: 20, seed: 1, workers: 2}
	f := families[0]
	all, err := x.candidates(family{f.name, f.setting, fixedGrid([]float64{-5, -3, -2, -0.5, 0.5})}, map[string][]string{"decode": {"argmax"}, "refractory": {"5"}}, r, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.replayAll(t.Context(), r, all); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"youden", "event_f1", "event_f2", "balanced_accuracy", "rate"} {
		o, err := x.newObjective(name, r)
		if err != nil {
			t.Fatal(err)
		}
		point, err := x.choose([][]tuning.Candidate{all}, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		if point.Setting != -0.5 || point.Presses != 30 || point.ActionRateRatio != 1 {
			t.Errorf("%s chooses %v with %d presses; want −0.5 with 30", name, point.Setting, point.Presses)
		}
	}
}

func TestTheBookHoldsPressesBack(t *testing.T) {
	r := synthetic()
	tallies, err := r.replay("decode=gate&gamma=-5&tau_skill=0")
	if err != nil {
		t.Fatal(err)
	}
	total := tuning.Sum(tallies)
	// Without the book one press never ends; with it each ends in a cooldown.
	if total.Unbooked != 3 || total.Presses <= total.Unbooked {
		t.Errorf("%d presses with the book and %d without", total.Presses, total.Unbooked)
	}
	if total.OpenOnIdle != total.Idle || total.OpenOnPress != total.Pressed {
		t.Errorf("the gate is open on %d of %d and %d of %d frames", total.OpenOnIdle, total.Idle, total.OpenOnPress, total.Pressed)
	}
}

func TestGridsAreWithinWhatDecodersTake(t *testing.T) {
	r := synthetic()
	odds, pressed, err := r.odds()
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(pressed-1.0/60) > 1e-12 || odds[0] > odds[len(odds)-1] {
		t.Errorf("pressed %v, odds from %v to %v", pressed, odds[0], odds[len(odds)-1])
	}
	var x tuneFlags
	for _, f := range families[:6] {
		if _, err := x.candidates(f, map[string][]string{"decode": {"argmax"}}, r, odds, pressed); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/tune"
)

// copied is the shipped model in a folder of its own, where a sidecar may be
// written.
func copied(t *testing.T) string {
	t.Helper()
	return write(t, t.TempDir(), "m.onnx", read(t, model))
}

func TestTuneWritesASidecarThatPlaysAndKeepsItsOtherKeys(t *testing.T) {
	dir, file := eightMatches(t), copied(t)
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
	if record["objective"] != tune.DefaultObjective || record["recordings"] != 8.0 || len(record["logs_sha256"].(string)) != 64 {
		t.Errorf("kumite.tuned is %v", record)
	}
	mustRun(t, "inspect", file)

	reference := sidecar["kumite.reference"].(map[string]any)
	mustRun(t, "eval", "--logs", dir, "--resamples", "0", "--reference", file)
	var evaluated map[string]any
	if err := json.Unmarshal(read(t, file+".json"), &evaluated); err != nil {
		t.Fatal(err)
	}
	again := evaluated["kumite.reference"].(map[string]any)
	delete(reference, "logs_sha256") // of the recordings used
	delete(again, "logs_sha256")     // of the folder
	if !reflect.DeepEqual(again, reference) || evaluated["kumite.decoder"] != sidecar["kumite.decoder"] {
		t.Errorf("eval --reference wrote %v, want what tune wrote with the same settings: %v", again, reference)
	}
}

func TestTuneIsReproducibleWithAnyNumberOfWorkers(t *testing.T) {
	dir := eightMatches(t)
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
	dir, out := eightMatches(t), t.TempDir()
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

func TestTuneRefusesInvalidFlagsAndModels(t *testing.T) {
	dir := eightMatches(t)
	balanced := strings.Replace(model, "pro-ce", "pro-balanced", 1)
	for _, x := range []struct {
		args []string
		says []string
	}{
		{[]string{"--logs", dir, "--objective", "accuracy", model}, []string{"objective", "rewards silence"}},
		{[]string{"--logs", dir, "--objective", "f1", model}, []string{"objective", "event_f1"}},
		{[]string{"--logs", dir, "--objective", "cost", model}, []string{"needs a cost table"}},
		{[]string{"--logs", dir, "--decoder", "argmax", model}, []string{"no setting to tune"}},
		{[]string{"--logs", dir, "--decoder", "gat", model}, []string{`did you mean "gate"`}},
		{[]string{"--logs", dir, "--decoder", "cost", model}, []string{"needs a cost table"}},
		{[]string{"--logs", dir, "--calibrate", "bias", model}, []string{"calibration", "temperature"}},
		{[]string{"--logs", dir, "--tolerance", "-1", model}, []string{`--tolerance "-1" is out of range; want 0 to 600`}},
		{[]string{"--logs", dir, "--refractory", "601", model}, []string{"0 to 600"}},
		{[]string{"--logs", dir, "--resamples", "1", model}, []string{`--resamples "1" is out of range; want 2 to`}},
		{[]string{"--logs", dir, "--workers", "0", model}, []string{`--workers "0" is out of range; want 1 to`}},
		{[]string{"--logs", dir, "--dry-run", "--out", "x", model}, []string{"leave out --out"}},
		{[]string{"--logs", dir, "script:pro"}, []string{"a script has no decoder"}},
		{[]string{model}, []string{"no logs; use --logs DIR"}},
		{[]string{"--logs", t.TempDir(), model}, []string{"logs.json"}},
		{[]string{"--logs", dir, "--decoder", "logit_adjust", "--dry-run", balanced}, []string{"counts the prior twice"}},
		{[]string{"--logs", dir, "--trained-split", "1", model}, []string{"record more"}},
		{[]string{"--logs", dir, "--trained-split", "-2", model}, []string{"trained-split", "want -1 or more"}},
	} {
		refuses(t, append([]string{"tune"}, x.args...), x.says...)
	}
}

func TestAModelThatCollapsesWithEverySettingGetsNoSidecar(t *testing.T) {
	dir := t.TempDir()
	logs, out := filepath.Join(dir, "logs"), filepath.Join(dir, "settings.json")
	mustRun(t, "record", "--out", logs, "--matches", "8", "--seed", "4242")
	for name, query := range map[string]string{
		"a share that no skill reaches":       "decode=gate&gamma=-2&min_share=1",
		"a press that must last six seconds":  "decode=gate&gamma=-2&debounce=60",
		"hysteresis that needs all certainty": "decode=gate&gamma=-2&high=1&low=0.5",
	} {
		code, stdout, stderr := kumite(t, "tune", "--logs", logs, "--out", out, "--resamples", "20", model+"?"+query)
		if code != 1 || stdout != "" || !strings.Contains(stderr, "collapses") || !strings.Contains(stderr, "nothing was written") {
			t.Errorf("%s: exit %d, %q, %q; want 1 and the reason", name, code, stdout, stderr)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: a sidecar was written", name)
		}
	}
}

func TestTooFewRecordingsAreRefusedOrWarnedOf(t *testing.T) {
	dir := t.TempDir()
	for matches, want := range map[string]string{
		"1": "has 1 recording that may be used, 1 to calibrate on and 0 to choose on; want at least 4 for each",
		"6": "has 6 recordings that may be used, 3 to calibrate on and 3 to choose on; want at least 4 for each",
		"7": "has 7 recordings that may be used, 4 to calibrate on and 3 to choose on; want at least 4 for each",
		"8": "the half to choose on has 4 recordings",
	} {
		logs := filepath.Join(dir, matches)
		mustRun(t, "record", "--out", logs, "--matches", matches, "--seed", "4242")
		code, stdout, stderr := kumite(t, "tune", "--logs", logs, "--dry-run", "--resamples", "20", model)
		if !strings.Contains(stdout+stderr, want) || (code == 0) != (matches == "8") {
			t.Errorf("%s recordings: exit %d\n%s%s\nwant %q", matches, code, stdout, stderr, want)
		}
		if code == 0 && !strings.Contains(stdout, "[too few]") {
			t.Errorf("an interval is printed for four recordings:\n%s", stdout)
		}
	}
}

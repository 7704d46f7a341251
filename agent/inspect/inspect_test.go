package inspect_test

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/sim"
)

const (
	model  = "../../models/pro-ce.onnx"
	canary = "../../models/pro-ce.canary.json"
)

func run(t *testing.T, cfg inspect.Config) *inspect.Document {
	t.Helper()
	doc, err := inspect.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// copied copies the model, adds a sidecar and returns the copy's path.
func copied(t *testing.T, sidecar string) string {
	t.Helper()
	return copiedFrom(t, model, sidecar)
}

func copiedFrom(t *testing.T, from, sidecar string) string {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.onnx")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".json", []byte(sidecar), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestADocumentDescribesTheFileAndItsScores(t *testing.T) {
	cfg := inspect.Config{Model: model + "?gamma=-2", Seed: 1, Canary: canary}
	doc := run(t, cfg)
	if doc.Opset != 13 || doc.Parameters != 107225 || doc.Operators["Conv"] != 3 || doc.Operators["Gemm"] != 2 {
		t.Errorf("opset %d, %d parameters, operators %v; want 13, 107225, 3 Conv and 2 Gemm", doc.Opset, doc.Parameters, doc.Operators)
	}
	if doc.FLOPs < 3.5e6 || doc.FLOPs > 3.7e6 {
		t.Errorf("%d FLOPs; the model's card says 3.6 million", doc.FLOPs)
	}
	for key, want := range map[string]string{"gamma": "contestant", "decode": "metadata", "mask": "default"} {
		if got := doc.Decoder.Sources[key]; got != want {
			t.Errorf("%s comes from %q, want %s", key, got, want)
		}
	}
	for _, r := range doc.Rules {
		if r.Status != inspect.Kept {
			t.Errorf("rule %+v, want it kept", r)
		}
	}
	if got := doc.Broken(); got != "" {
		t.Errorf("Broken is %q, want \"\"", got)
	}
	var frames []string
	for _, f := range doc.Frames {
		frames = append(frames, f.Frame)
		if len(f.Scores) != len(doc.Contract.Classes) || f.Decision == "" {
			t.Errorf("frame %s has %d scores and decision %q, want %d and one", f.Frame, len(f.Scores), f.Decision, len(doc.Contract.Classes))
		}
	}
	if want := []string{"zero", "match 30", "match 60", "match 90", "match 120", "match 150"}; !reflect.DeepEqual(frames, want) {
		t.Errorf("the frames are %q, want %q", frames, want)
	}
	if got := doc.Seen.Bounds().Size(); got != image.Pt(80, 45) {
		t.Errorf("the network's input is %v, want 80×45", got)
	}
	if again := run(t, cfg); !reflect.DeepEqual(again.Frames, doc.Frames) {
		t.Error("a second inspection shows other scores on the same frames")
	}
	cfg.Seed = 2
	if other := run(t, cfg); reflect.DeepEqual(other.Frames[1:], doc.Frames[1:]) || !reflect.DeepEqual(other.Frames[0], doc.Frames[0]) {
		t.Error("another seed shows the same match, or another zero frame")
	}
}

func TestABrokenRuleLeavesOutWhatBuildsOnIt(t *testing.T) {
	path := copied(t, `{"kumite.train_prior":[0.5,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]}`)
	doc := run(t, inspect.Config{Model: path, Canary: canary})
	if got, want := doc.Broken(), "model "+path+" breaks a rule: kumite.train_prior sums to 1.3"; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin %q", got, want)
	}
	broken := 0
	for _, r := range doc.Rules {
		want := inspect.Kept
		switch {
		case r.Rule == "kumite.train_prior":
			want, broken = inspect.Broken, broken+1
		case r.Rule == "kumite.decoder" || strings.HasPrefix(r.Rule, "loads"):
			want = inspect.NotChecked
		}
		if r.Status != want || (r.Found != "") != (want == inspect.Broken) {
			t.Errorf("rule %+v, want it %s", r, want)
		}
	}
	if broken != 1 || doc.Contract != nil || doc.Decoder != nil || doc.Canary != nil || doc.Seen != nil {
		t.Errorf("%d rules are broken in %+v; want 1, and nothing that needs the loaded model", broken, doc)
	}
	text, err := json.Marshal(doc)
	if err != nil || !strings.Contains(string(text), `"contract":null,"decoder":null,"frames":[],"canary":null}`) {
		t.Errorf("as JSON (%v):\n%s", err, text)
	}
}

func TestASidecarIsASourceOfSettings(t *testing.T) {
	doc := run(t, inspect.Config{Model: copied(t, `{"kumite.decoder":"decode=gate&gamma=-3"}`)})
	if got := doc.Decoder.Sources["gamma"]; got != "sidecar" {
		t.Errorf("gamma comes from %q, want sidecar", got)
	}
	doc = run(t, inspect.Config{Model: model + "?decode=argmax"})
	if got := doc.Decoder.Sources["refractory"]; got != "default" {
		t.Errorf("beside another decoder than the file's, refractory comes from %q, want default", got)
	}
}

func TestFramesMayComeFromARecording(t *testing.T) {
	dir, cfg := t.TempDir(), expert.Default()
	cfg.Matches, cfg.Rules.MatchTicks = 1, 10*sim.TickRate
	if _, err := expert.Run(t.Context(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	doc := run(t, inspect.Config{Model: model, Logs: dir})
	var frames []string
	for _, f := range doc.Frames {
		frames = append(frames, f.Frame)
	}
	if want := []string{"zero", "000001 30", "000001 60", "000001 90"}; !reflect.DeepEqual(frames, want) {
		t.Errorf("the frames are %q, want %q", frames, want)
	}
}

func TestACanaryOfAnotherModelBreaksTheLastRule(t *testing.T) {
	doc := run(t, inspect.Config{Model: "../../models/pro-balanced.onnx", Canary: canary})
	last := doc.Rules[len(doc.Rules)-1]
	if last.Rule != "scores match the canary" || last.Status != inspect.Broken || doc.Canary.OK || doc.Canary.Rows == 0 {
		t.Errorf("the last rule is %+v and the canary %+v, want them broken", last, doc.Canary)
	}
}

func TestAnInvalidConfigurationIsAnError(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for want, cfg := range map[string]inspect.Config{
		`contestant "script:pro": inspect is for models; name PATH.onnx`: {Model: "script:pro"},
		`decoder "gat" is unknown; did you mean "gate"?`:                 {Model: model + "?decode=gat"},
		"there is no such file":                                          {Model: filepath.Join(dir, "none.onnx")},
		"not a complete ONNX file":                                       {Model: write("half.onnx", "\x08\x07")},
		"canary: open none.json":                                         {Model: model, Canary: "none.json"},
		"the model's input is 2×45×80":                                   {Model: model, Canary: write("c.json", "{}")},
		"want a JSON object with shape, frames (base64) and logits":      {Model: model, Canary: write("d.json", "{")},
		filepath.Join(dir, "nowhere"):                                    {Model: model, Logs: filepath.Join(dir, "nowhere")},
	} {
		doc, err := inspect.Run(t.Context(), cfg)
		if doc != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v and %v, want no document and an error with %q", doc, err, want)
		}
	}
	if err := (inspect.Config{Model: "human"}).Validate(); err == nil {
		t.Error("\"human\" is accepted as a model")
	}
}

func TestEveryRuleIsCheckedWhosePrerequisitesAreKept(t *testing.T) {
	const recurrent = "../../policy/ort/testdata/recurrent.onnx"
	for name, x := range map[string]struct {
		model, sidecar     string
		broken, notChecked []string
	}{
		"two keys": {model, `{"kumite.output":"logit","kumite.bias":[1]}`,
			[]string{"kumite.output", "calibration"}, []string{"kumite.decoder"}},
		"classes and version": {model, `{"kumite.version":2,"kumite.classes":["poke"]}`,
			[]string{"kumite.version", "kumite.classes"}, []string{"kumite.train_prior", "calibration", "kumite.decoder"}},
		"an input without a value": {recurrent, `{"kumite.inputs":{},"kumite.temperature":0}`,
			[]string{"input and output", "calibration"}, []string{"kumite.input", "kumite.decoder"}},
		"state and scores": {recurrent, `{"kumite.state":{"h":"h"},"kumite.outputs":{"scores":"s"}}`,
			[]string{"kumite.outputs", "kumite.state"}, []string{"kumite.inputs", "input and output", "kumite.input"}},
		"a sidecar with an unknown key": {model, `{"kumite.colour":"gray"}`,
			[]string{"keys"}, []string{"kumite.version", "kumite.classes", "kumite.outputs", "kumite.state", "kumite.inputs", "input and output", "kumite.input",
				"kumite.output", "kumite.logit_semantics", "kumite.train_prior", "calibration", "kumite.tuned", "kumite.reference", "kumite.decoder"}},
	} {
		doc := run(t, inspect.Config{Model: copiedFrom(t, x.model, x.sidecar)})
		var broken, notChecked []string
		for _, r := range doc.Rules {
			switch r.Status {
			case inspect.Broken:
				broken = append(broken, r.Rule)
			case inspect.NotChecked:
				notChecked = append(notChecked, r.Rule)
			}
		}
		x.notChecked = append(x.notChecked, "loads, and runs on a zero frame and a frame of a match")
		if !reflect.DeepEqual(broken, x.broken) || !reflect.DeepEqual(notChecked, x.notChecked) {
			t.Errorf("%s: broken %q and not checked %q, want %q and %q", name, broken, notChecked, x.broken, x.notChecked)
		}
		if n := len(x.broken); n > 1 && !strings.Contains(doc.Broken(), "breaks 2 rules, first: ") {
			t.Errorf("%s: Broken is %q, want it to count %d rules", name, doc.Broken(), n)
		}
	}
}

func TestARecurrentModelIsInspectedAlongTheMatch(t *testing.T) {
	cfg := inspect.Config{Model: "../../policy/ort/testdata/recurrent.onnx", Seed: 1}
	doc := run(t, cfg)
	if got := doc.Broken(); got != "" {
		t.Fatal(got)
	}
	c := doc.Contract
	if c.Outputs["scores"] != "scores" || c.State["h_next"] != "h" || c.Inputs["speed"] != 5 {
		t.Errorf("outputs %v, state %v and inputs %v; want scores, h_next to h, and speed 5", c.Outputs, c.State, c.Inputs)
	}
	for i, z := range doc.Frames[0].Scores {
		if z != 0 {
			t.Errorf("score %d of the zero frame is %v, want that of zero state, 0", i, z)
		}
	}
	if again := run(t, cfg); !reflect.DeepEqual(again.Frames, doc.Frames) {
		t.Error("a second inspection shows other scores on the same frames")
	}
}

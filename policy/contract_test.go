package policy

import (
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision"
)

var gameSkills = []string{"poke", "lunge", "fireball"}

func validMeta() map[string]string {
	return map[string]string{
		"kumite.version":     "1",
		"kumite.classes":     `["no_action","poke","fireball"]`,
		"kumite.input":       `{"width":80,"height":45,"color":"gray","stack":2}`,
		"kumite.train_prior": "[0.98,0.015,0.005]",
		"kumite.decoder":     "decode=gate&gamma=-2",
	}
}

var validGraph = graphOf([]int64{-1, 2, 45, 80}, []int64{-1, 3})

// graphOf returns a graph with one input and one output of float32.
func graphOf(in, out []int64) Graph {
	return Graph{Inputs: []Value{{Name: "frames", Type: "float32", Shape: in}}, Outputs: []Value{{Name: "scores", Type: "float32", Shape: out}}}
}

func TestAValidContractIsRead(t *testing.T) {
	c, err := ParseContract(validMeta(), validGraph, gameSkills)
	if err != nil {
		t.Fatal(err)
	}
	if c.NoAction != 0 || c.Output != Logits || c.Semantics != Natural || c.Temperature != 1 || len(c.Bias) != 3 {
		t.Errorf("defaults are wrong: %+v", c)
	}
	if c.Input.Width != 80 || c.Input.Height != 45 || c.Input.Stack != 2 || c.Input.Scale != 1.0/255 || c.Input.Layout != vision.NCHW {
		t.Errorf("input is %+v", c.Input)
	}
	meta := validMeta()
	meta["kumite.classes"] = `["poke","no_action","lunge"]`
	if c, err = ParseContract(meta, validGraph, gameSkills); err != nil || c.NoAction != 1 {
		t.Errorf("no_action in the middle: index %d, %v", c.NoAction, err)
	}
}

func TestTheDefaultQueryMayStateTheDelay(t *testing.T) {
	meta := validMeta()
	meta["kumite.decoder"] = "decode=gate&gamma=-2&delay=12"
	c, err := ParseContract(meta, validGraph, gameSkills)
	if err != nil {
		t.Fatal(err)
	}
	if c.DelayTicks == nil || *c.DelayTicks != 12 {
		t.Errorf("the delay is %v, want 12 ticks", c.DelayTicks)
	}
	if got, want := decoder(t, c, "").String(), "decode=gate&gamma=-2&tau_skill=0.25&min_share=0.4&mask=to_noop&refractory=0"; got != want {
		t.Errorf("the decoder is %q, want %q", got, want)
	}
	if c, err = ParseContract(validMeta(), validGraph, gameSkills); err != nil || c.DelayTicks != nil {
		t.Errorf("a query without a delay states %v (%v), want none", c.DelayTicks, err)
	}
}

func TestATunersRecordIsKept(t *testing.T) {
	meta := validMeta()
	const record = `{"logs_sha256":"ab","objective":"event_f1"}`
	if err := MergeSidecar(meta, []byte(`{"kumite.tuned":`+record+`}`)); err != nil {
		t.Fatal(err)
	}
	if c, err := ParseContract(meta, validGraph, gameSkills); err != nil || c.Tuned != record {
		t.Errorf("got %q, %v; want %q", c.Tuned, err, record)
	}
}

func TestBrokenContractsAreRefusedWithAFix(t *testing.T) {
	for _, x := range []struct{ key, value, want string }{
		{"kumite.version", "", "kumite.version is missing"},
		{"kumite.version", "2", `kumite.version is "2"; this program reads version 1`},
		{"kumite.clases", "[]", `metadata key "kumite.clases" is unknown; did you mean "kumite.classes"?`},
		{"kumite.color", "gray", `metadata key "kumite.color" is unknown; write it into kumite.input, which is a JSON object, as "color"`},
		{"kumite.width", "80", `metadata key "kumite.width" is unknown; write it into kumite.input`},
		{"kumite.std", "[1]", `metadata key "kumite.std" is unknown; write it into kumite.input`},
		{"kumite.classes", "", "kumite.classes is missing"},
		{"kumite.classes", "poke", "is not a JSON array of names"},
		{"kumite.classes", `["poke","lunge","fireball"]`, `has no "no_action"`},
		{"kumite.classes", `["no_action"]`, "add the skills"},
		{"kumite.classes", `["no_action","poke","poke"]`, `has "poke" twice`},
		{"kumite.classes", `["no_action"` + strings.Repeat(`,"poke"`, 60000) + "]", "kumite.classes has 60001 names; want at most 4096"},
		{"kumite.classes", `["no_action","poke","fierball"]`, `class "fierball" is not a skill of this game; did you mean "fireball"?`},
		{"kumite.classes", `["no_action","poke"]`, "output has 3 scores and kumite.classes names 2"},
		{"kumite.input", `{"width":81}`, "width is 81 but the graph has 80"},
		{"kumite.input", `{`, "kumite.input"},
		{"kumite.output", "logit", `did you mean "logits"?`},
		{"kumite.logit_semantics", "flat", `kumite.logit_semantics "flat" is unknown`},
		{"kumite.train_prior", "[0.5,0.5]", "has 2 numbers for 3 classes"},
		{"kumite.train_prior", "[0.5,0.5,0.5]", "sums to 1.5; want 1 ± 1e-6"},
		{"kumite.train_prior", "[1.5,-0.5,0]", "want a share from 0 to 1"},
		{"kumite.temperature", "0", "is out of range; want 0.001 to 1000"},
		{"kumite.temperature", "-0.0", "is out of range; want 0.001 to 1000"},
		{"kumite.temperature", "1e300", "is out of range; want 0.001 to 1000"},
		{"kumite.temperature", "1e-300", "is out of range; want 0.001 to 1000"},
		{"kumite.temperature", "NaN", "is not a number; want 0.001 to 1000"},
		{"kumite.bias", "[1]", "has 1 number for 3 classes"},
		{"kumite.bias", "[0, 1e300, 0]", `is 1e+300; want -1000000 to 1000000`},
		{"kumite.bias", "[0, -1e38, 0]", `is -1e+38; want -1000000 to 1000000`},
		{"kumite.bias", "[0, null, 0]", "is not a JSON array of numbers"},
		{"kumite.train_prior", "[1, null, 0]", "is not a JSON array of numbers"},
		{"kumite.decoder", "decode=argmax&name=best", "it sets name=best, which tables give to a contestant"},
		{"kumite.decoder", "decode=argmax&delay=-1", "delay=-1 is out of range; want 0 to"},
		{"kumite.decoder", "decode=argmax&delay=1&delay=2", "delay=1,2 is given 2 times"},
		{"kumite.decoder", "%zz", "write %25 for %"},
		{"kumite.tuned", "[1]", "kumite.tuned is not a JSON object"},
		{"kumite.decoder", "decode=gat&gamma=1", `kumite.decoder: decoder "gat" is unknown`},
	} {
		meta := maps.Clone(validMeta())
		if meta[x.key] = x.value; x.value == "" {
			delete(meta, x.key)
		}
		if _, err := ParseContract(meta, validGraph, gameSkills); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s=%q: got %v, want %q", x.key, x.value, err, x.want)
		}
	}
	for want, g := range map[string]Graph{
		"input has rank 3":       graphOf([]int64{1, 45, 80}, []int64{1, 3}),
		"output has rank 3":      graphOf([]int64{1, 2, 45, 80}, []int64{1, 3, 1}),
		"fixed batch of 8":       graphOf([]int64{8, 2, 45, 80}, []int64{8, 3}),
		"but the graph has 5":    graphOf([]int64{1, 5, 45, 80}, []int64{1, 3}),
		"output has 4 scores":    graphOf([]int64{1, 2, 45, 80}, []int64{1, 4}),
		"but the graph has 90":   graphOf([]int64{1, 2, 90, 80}, []int64{1, 3}),
		"width is 80 but the gr": graphOf([]int64{1, 2, 45, 40}, []int64{1, 3}),
	} {
		if _, err := ParseContract(validMeta(), g, gameSkills); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("graph %+v: got %v, want %q", g, err, want)
		}
	}
}

func TestASidecarWinsOverMetadata(t *testing.T) {
	meta := validMeta()
	if err := MergeSidecar(meta, []byte(`{"kumite.train_prior":[0.5,0.25,0.25],"kumite.decoder":"decode=argmax","kumite.version":1}`)); err != nil {
		t.Fatal(err)
	}
	c, err := ParseContract(meta, validGraph, gameSkills)
	if err != nil || c.TrainPrior[0] != 0.5 || c.Decoder != "decode=argmax" {
		t.Errorf("got %+v, %v", c, err)
	}
	if err := MergeSidecar(validMeta(), []byte("\ufeff{\"kumite.version\":1}")); err != nil {
		t.Errorf("a byte order mark: %v", err)
	}
	for bad, want := range map[string]string{
		`{"kumite.layout":"NHWC"}`:                       `key "kumite.layout" is unknown; write it into kumite.input, which is a JSON object, as "layout"`,
		`{"stack":4}`:                                    `key "stack" is unknown; write it into kumite.input`,
		`{"kumite.version":1,"kumite.version":2}`:        `key "kumite.version" appears twice`,
		`{"kumite.aliases":{"skill1":"a","skill1":"b"}}`: `key "skill1" appears twice`,
		"\xff\xfe{\x00}\x00":                             "the text is UTF-16; save it as UTF-8",
		"[]":                                             "want a JSON object",
		"{":                                              "want a JSON object",
		`{"kumite.decodr":"x"}`:                          `did you mean "kumite.decoder"?`,
		`{"classes":["no_action"]}`:                      `key "classes" is unknown`,
		`{"kumite.bias":null}`:                           "kumite.bias is null",
		`{"kumite.bias":[1],"zz":"top"}`:                 `key "zz" is unknown`,
	} {
		meta := validMeta()
		if err := MergeSidecar(meta, []byte(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("sidecar %s: got %v, want %q", bad, err, want)
		}
		if !maps.Equal(meta, validMeta()) {
			t.Errorf("sidecar %s was refused and changed the metadata", bad)
		}
	}
}

func TestScoresAreCheckedAgainstTheContract(t *testing.T) {
	nan := float32(math.NaN())
	for _, x := range []struct {
		output Output
		raw    []float32
		want   string // "" if they are valid
	}{
		{Logits, []float32{-9, 0, 40}, ""},
		{Logits, []float32{1, 2}, "2 scores for 3 classes"},
		{Logits, []float32{1, nan, 2}, `score of "skill1" is NaN`},
		{Probabilities, []float32{0.5, 0.5, 0}, ""},
		{Probabilities, []float32{0.5, 0.5, 0.5}, "probabilities sum to 1.5, want 1; they look like the outputs of a Sigmoid"},
		{Probabilities, []float32{1.5, -0.5, 0}, `probability of "skill1" is -0.5; they look like logits; set kumite.output to "logits"`},
		{Probabilities, []float32{-0.6931472, -1.3862944, -1.3862944}, `they look like log_probs; set kumite.output to "log_probs"`},
		{Probabilities, []float32{1, 1, 1}, "a Softmax over the batch"},
		{Probabilities, []float32{0, 0, 0}, `they look like logits`},
		{LogProbs, []float32{0.6, 0.6, 0.1}, "they look like the outputs of a Sigmoid"},
		{LogProbs, []float32{-0.6931472, -1.3862944, -1.3862944}, ""},
		{LogProbs, []float32{0.5, 0.25, 0.25}, `want 1; they look like probabilities; set kumite.output to "probabilities"`},
	} {
		c := contract([]float64{0.5, 0.25, 0.25})
		c.Output = x.output
		err := c.CheckScores(x.raw)
		if (err == nil) != (x.want == "") || (err != nil && !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s %v: got %v, want %q", x.output, x.raw, err, x.want)
		}
	}
}

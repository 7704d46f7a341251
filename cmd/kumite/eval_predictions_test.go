package main

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// vector is a case of the shared conformance vectors.
type vector struct {
	Classes          int
	Truth, Predicted []int
	Logits           [][]float64
	Want             map[string]any
}

func vectors(t *testing.T) (cases []vector, tolerance float64) {
	t.Helper()
	var v struct {
		Tolerance float64
		Cases     []vector
	}
	if err := json.Unmarshal(read(t, "../../policy/offline/testdata/offline_metrics.json"), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Cases) < 3 {
		t.Fatalf("%d cases", len(v.Cases))
	}
	return v.Cases, v.Tolerance
}

// table writes a case as predictions; class 0 has the name first.
func (v vector) table(first string) []byte {
	name := func(c int) string {
		if c == 0 {
			return first
		}
		return strconv.Itoa(c)
	}
	var b strings.Builder
	b.WriteString("recording,frame,truth,predicted")
	for c := range v.Classes {
		b.WriteString(",logit:" + name(c))
	}
	b.WriteString("\n")
	for f := range v.Truth {
		fmt.Fprintf(&b, "r,%d,%s,%s", f, name(v.Truth[f]), name(v.Predicted[f]))
		for _, z := range v.Logits[f] {
			b.WriteString("," + strconv.FormatFloat(z, 'g', -1, 64))
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

// near compares decoded JSON; got may have more keys than want.
func near(t *testing.T, path string, got, want any, tolerance float64) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: got %v, want %v", path, got, want)
			return
		}
		for key, v := range w {
			near(t, path+"."+key, g[key], v, tolerance)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			t.Errorf("%s: got %v, want %v", path, got, want)
			return
		}
		for i := range w {
			near(t, fmt.Sprintf("%s[%d]", path, i), g[i], w[i], tolerance)
		}
	case float64:
		if g, ok := got.(float64); !ok || !(math.Abs(g-w) <= tolerance) {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	default: // null, a truth value, a word
		if got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
}

func TestPredictionsConformToTheSharedVectors(t *testing.T) {
	cases, tolerance := vectors(t)
	for i, v := range cases {
		for _, first := range []string{"no_action", "0"} {
			file := write(t, t.TempDir(), "p.csv", v.table(first))
			doc := fields(t, mustRun(t, "eval", "--json", "--predictions", file))
			near(t, fmt.Sprintf("case %d", i), doc["candidates"].([]any)[0], any(v.Want), tolerance)
		}
	}
}

func TestSavedPredictionsHaveTheSameScores(t *testing.T) {
	dir, file := twoMatches(t), filepath.Join(t.TempDir(), "p.csv")
	spec := model + "?decode=gate&gamma=-2.5&tau_skill=0&refractory=3"
	direct := fields(t, mustRun(t, "eval", "--json", "--logs", dir, "--resamples", "20", "--save-predictions", file, spec))
	saved := fields(t, mustRun(t, "eval", "--json", "--resamples", "20", "--predictions", file))
	decoded := fields(t, mustRun(t, "eval", "--json", "--resamples", "20", "--predictions", file,
		"--book", "--decoder", "decode=gate&gamma=-2.5&tau_skill=0&refractory=3"))
	free := fields(t, mustRun(t, "eval", "--json", "--resamples", "20", "--predictions", file,
		"--decoder", "decode=gate&gamma=-2.5&tau_skill=0&refractory=3"))
	want := direct["candidates"].([]any)[0].(map[string]any)
	without := want["action_rate_ratio_without_book"]
	for _, key := range []string{"name", "spec", "model_sha256", "decoder", "action_rate_ratio_without_book"} {
		delete(want, key)
	}
	for name, doc := range map[string]map[string]any{"as saved": saved, "decoded again": decoded} {
		near(t, name, doc["candidates"].([]any)[0], any(want), 1e-9)
	}
	if got := free["candidates"].([]any)[0].(map[string]any)["action_rate_ratio"]; got != without || got == want["action_rate_ratio"] {
		t.Errorf("decoded without the book it acts %v times as often as the expert; eval said %v without and %v with it", got, without, want["action_rate_ratio"])
	}
}

func TestTheResultsOfEvalDoNotDependOnTheWorkers(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, "record", "--out", dir, "--matches", "4", "--seed", "2")
	args := []string{"eval", "--json", "--resamples", "50", "--logs", dir, model, model + "?decode=sample&name=drawn"}
	one := mustRun(t, append(args, "--workers", "1")...)
	if three := mustRun(t, append(args, "--workers", "3")...); three != one {
		t.Errorf("three workers found\n%s\none found\n%s", three, one)
	}
}

func TestInvalidPredictionsAreReportedInOneLineWithAFix(t *testing.T) {
	heading := "recording,frame,truth,predicted,logit:no_action,logit:poke\n"
	good := heading + "a,0,no_action,poke,1,2\na,1,poke,poke,1,2\nb,0,no_action,poke,1,2\n"
	for name, c := range map[string]struct {
		table string
		args  []string
		says  []string
	}{
		"empty":                {"", nil, []string{"empty", "recording,frame,truth,predicted"}},
		"no rows":              {heading, nil, []string{"no recordings"}},
		"no such column":       {"recording,frame,truth\n", nil, []string{`"predicted" is missing`}},
		"a column twice":       {"recording,frame,truth,predicted,truth\n", nil, []string{`column "truth"`, "as column 3 and 5"}},
		"no no_action":         {"recording,frame,truth,predicted\na,0,jump,poke\n", nil, []string{"jump, poke", "no_action"}},
		"a foreign class":      {good + "b,1,jump,poke,1,2\n", nil, []string{"line 5", `"jump"`, "no_action, poke"}},
		"a frame is missing":   {good + "b,2,poke,poke,1,2\n", nil, []string{"line 5", "frame 2 follows frame 0"}},
		"a recording goes on":  {good + "a,2,poke,poke,1,2\n", nil, []string{"line 5", "recording a continues after another"}},
		"a score is a word":    {good + "b,1,poke,poke,one,2\n", nil, []string{"line 5", `"one"`}},
		"a score is missing":   {"recording,frame,truth,predicted,logit:no_action\na,0,no_action,no_action,1\n", []string{"--classes", "no_action,poke"}, []string{`"logit:poke" is missing`}},
		"a decoder of nothing": {"recording,frame,truth,predicted\na,0,no_action,no_action\n", []string{"--decoder", "decode=argmax"}, []string{"no columns logit:CLASS"}},
		"an unknown decoder":   {good, []string{"--decoder", "decode=gait"}, []string{`"gait"`, "argmax"}},
		"no prior":             {good, []string{"--decoder", "decode=logit_adjust&tau=0.5"}, []string{"prior"}},
		"a prior too short":    {good, []string{"--decoder", "decode=argmax", "--prior", "1"}, []string{"1 share for 2"}},
		"a prior too small":    {good, []string{"--decoder", "decode=argmax", "--prior", "0.5,0.4"}, []string{"--prior", "sum to 0.9"}},
		"a book of no game":    {strings.ReplaceAll(good, "poke", "jump"), []string{"--decoder", "decode=argmax", "--book"}, []string{"the book knows only this game's skills", `"jump"`}},
		"one class":            {"recording,frame,truth,predicted\na,0,no_action,no_action\n", nil, []string{"p.csv", "name all classes"}},
		"a prior of nothing":   {good, []string{"--prior", "0.5,0.5"}, []string{"the prior needs a decoder"}},
		"logs as well":         {good, []string{"--logs", "x"}, []string{"--predictions", "leave out"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, t.TempDir(), "p.csv", []byte(c.table))
			refuses(t, append([]string{"eval", "--predictions", file}, c.args...), c.says...)
		})
	}
	t.Run("no file", func(t *testing.T) {
		refuses(t, []string{"eval", "--predictions", filepath.Join(t.TempDir(), "none.csv")}, "none.csv", "no such file")
	})
	t.Run("good", func(t *testing.T) {
		file := write(t, t.TempDir(), "p.csv", []byte(good))
		out := mustRun(t, "eval", "--predictions", file, "--decoder", "decode=logit_adjust&tau=0.5", "--prior", "0.9,0.1")
		if !strings.Contains(out, "2 recordings, 3 frames") {
			t.Errorf("it says\n%s", out)
		}
	})
}

func TestAnEchoOfTheExpertIsReported(t *testing.T) {
	for late, named := range map[int]bool{-5: false, 0: false, 2: false, 5: true} {
		table := "recording,frame,truth,predicted\n"
		for f := range 200 {
			truth, predicted := "no_action", "no_action"
			if f%20 == 10 {
				truth = "poke"
			}
			if f%20 == 10+late {
				predicted = "poke"
			}
			table += fmt.Sprintf("a,%d,%s,%s\n", f, truth, predicted)
		}
		out := mustRun(t, "eval", "--predictions", write(t, t.TempDir(), "p.csv", []byte(table)))
		if got := strings.Contains(out, "frames after the expert"); got != named {
			t.Errorf("presses %d frames late: named as an echo %v, want %v\n%s", late, got, named, out)
		}
	}
}

func TestACollapsedModelCanFailTheEvaluation(t *testing.T) {
	file := write(t, t.TempDir(), "p.csv", []byte("recording,frame,truth,predicted\na,0,no_action,no_action\na,1,poke,no_action\n"))
	code, out, errs := kumite(t, "eval", "--predictions", file, "--fail-on-collapse")
	if code != 1 || !strings.Contains(out, "p COLLAPSED") || !strings.Contains(errs, "p has collapsed") {
		t.Errorf("exit %d, stderr %q; want 1 and that p has collapsed, after\n%s", code, errs, out)
	}
}

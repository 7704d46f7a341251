package scores_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

var classes = []string{"no_action", "poke", "lunge"}

// match returns a match of 18 ticks: the left side chooses nothing, sends a poke at tick 6,
// and has a lunge masked at tick 12.
func match() *scores.Match {
	left := scores.NewSide(scores.About{PeriodTicks: 6, Classes: classes, Decoder: "decode=gate&gamma=-2", ActLimit: 0.12})
	left.Add(scores.Decision{Probabilities: []float64{0.99, 0.01, 0}, Score: -4.6, Threshold: -2})
	left.Add(scores.Decision{Probabilities: []float64{0.6, 0.3, 0.1}, Wanted: 1, Score: -0.4, Threshold: -2})
	left.Add(scores.Decision{Probabilities: []float64{0.5, 0.2, 0.3}, Wanted: 2, Held: scores.Masked, Test: "share", Score: 0.6, Threshold: 0.5})
	return &scores.Match{FinalHash: "0123", Ticks: 18, Sides: [2]*scores.Side{left, nil}}
}

// recording returns the recording of match.
func recording() *duel.Recording {
	r := &duel.Recording{Header: duel.Header{FinalHash: "0123", Ticks: 18}, Inputs: make([][2]sim.Input, 18)}
	r.Contestants[0].Name = "mine"
	r.Inputs[10][0].Skill = sim.Poke
	r.Inputs[3][1].Skill = sim.Lunge // of a script
	return r
}

func encoded(t testing.TB, m *scores.Match) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := m.Encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAMatchIsReadAsItWasWritten(t *testing.T) {
	want := match()
	got, err := scores.Decode(bytes.NewReader(encoded(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	d := got.Sides[0].At(2)
	if d.Wanted != 2 || d.Held != scores.Masked || d.Test != "share" || math.Abs(d.Score-0.6) > 0.6/4096 || d.Threshold != 0.5 {
		t.Errorf("the third decision is %+v", d)
	}
}

func TestProbabilitiesKeepTheirSize(t *testing.T) {
	side := scores.NewSide(scores.About{Classes: []string{"no_action", "poke"}})
	var all []float64
	for p := 1e-4; p <= 1; p *= 1.01 {
		all = append(all, p)
	}
	for _, p := range append(all, 0, 1, math.NaN(), 1.0001) {
		side.Add(scores.Decision{Probabilities: []float64{p, 0}})
	}
	for i, p := range all {
		if got := side.At(i).Probabilities[0]; math.Abs(got-p) > 0.004 || got == 0 {
			t.Errorf("%v is kept as %v; want at most 0.4 points beside it", p, got)
		}
	}
	for _, x := range []float64{0, -2.0999, 1e-30, 1e30, math.Inf(1), math.NaN()} {
		side.Add(scores.Decision{Probabilities: []float64{1, 0}, Score: x})
		if got := side.At(side.Len() - 1).Score; math.Abs(got-x) > math.Abs(x)/4096 || math.IsNaN(got) != math.IsNaN(x) {
			t.Errorf("score %v is kept as %v", x, got)
		}
	}
	for i, want := range []float64{0, 1, 0, 1} {
		if got := side.At(len(all) + i).Probabilities[0]; got != want {
			t.Errorf("case %d is kept as %v, want %v", i, got, want)
		}
	}
}

func TestDecisionsAreCountedBySkill(t *testing.T) {
	m := match()
	if got, want := m.Sides[0].Count(), []scores.Counts{{}, {Chosen: 1, Sent: 1}, {Chosen: 1, Masked: 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if all := m.Totals(); *all[0] != (scores.Counts{Chosen: 2, Masked: 1, Sent: 1}) || all[1] != nil {
		t.Errorf("totals are %+v and %+v", all[0], all[1])
	}
}

func TestScoresOfAnotherMatchDiffer(t *testing.T) {
	if what := match().Differ(recording()); what != "" {
		t.Errorf("scores of their own match: %s", what)
	}
	for want, change := range map[string]func(*duel.Recording){
		`final hash "0123"; recorded: "9"`: func(r *duel.Recording) { r.FinalHash = "9" },
		"are of 18 ticks; recorded: 17":    func(r *duel.Recording) { r.Ticks = 17 },
		`scores of mine: lunge was pressed at tick 10; the decision at tick 6 sent "poke"`: func(r *duel.Recording) { r.Inputs[10][0].Skill = sim.Lunge },
		"poke was pressed at tick 3, and no decision sent it":                              func(r *duel.Recording) { r.Inputs[3][0].Skill = sim.Poke },
		"lunge was pressed at tick 17, and no decision sent it":                            func(r *duel.Recording) { r.Inputs[17][0].Skill = sim.Lunge },
	} {
		r := recording()
		change(r)
		if what := match().Differ(r); !strings.Contains(what, want) {
			t.Errorf("got %q, want %q", what, want)
		}
	}
}

// unzipped changes the contents of a file.
func changed(t testing.TB, old, by string) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(encoded(t, match())))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zip)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%q lacks %q (%v)", data, old, err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(strings.Replace(string(data), old, by, 1))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFilesThatAreNotWholeAreRefused(t *testing.T) {
	whole := encoded(t, match())
	for want, data := range map[string][]byte{
		"no gzip header":                       []byte("nothing"),
		"truncated in their header":            whole[:12],
		"bytes after their header; want 42":    whole[:len(whole)-24],
		"43 bytes after their header; want 42": changed(t, "\n", "\n\x00"),
		"damaged data":                         append(bytes.Clone(whole[:len(whole)-8]), 0, 0, 0, 0, 0, 0, 0, 0),
		`schema "kumite.scores/9"`:             changed(t, "scores/1", "scores/9"),
		"cover 0 ticks; want 1 to 216000":      changed(t, `"ticks":18`, `"ticks":0`),
		"cover 216001 ticks":                   changed(t, `"ticks":18`, `"ticks":216001`),
		"6001 decisions; want at most 6000":    changed(t, `"ticks":18`, `"ticks":36001`),
		"period_ticks is 0":                    changed(t, `"period_ticks":6`, `"period_ticks":0`),
		"of 1 classes":                         changed(t, `["no_action","poke","lunge"]`, `["no_action"]`),
		"no_action is 3 of 3 classes":          changed(t, `"no_action":0`, `"no_action":3`),
		"limits of 1 classes; want 3":          changed(t, `"act_limit":0.12`, `"limits":[1]`),
		"begins with an empty word":            changed(t, `["","masked","share"]`, `["masked"]`),
		"left side: decision 2 has a word":     changed(t, `["","masked","share"]`, `["","masked"]`),
		"left side: decision 1 is for class 9": changed(t, "\x00\x01\x02\x00\x00\x01", "\x00\x09\x02\x00\x00\x01"),
		"not a file of scores":                 changed(t, `"ticks":18`, `"ticks":"x"`),
	} {
		if m, err := scores.Decode(bytes.NewReader(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, %v; want %q", m, err, want)
		}
	}
	short := match()
	short.Ticks = 19
	if err := short.Encode(io.Discard); err == nil || !strings.Contains(err.Error(), "3 decisions in 19 ticks; want 4") {
		t.Errorf("a match with too few decisions: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, match()))
	f.Add(changed(f, `"ticks":18`, `"ticks":36000`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := scores.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		m.Differ(recording())
		m.Totals()
		again, err := scores.Decode(bytes.NewReader(encoded(t, m)))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for i, s := range m.Sides {
			if s != nil && again.Sides[i].Len() != s.Len() {
				t.Fatalf("%d decisions became %d", s.Len(), again.Sides[i].Len())
			}
		}
	})
}

func ExampleMatch() {
	m := match()
	d := m.Sides[0].At(1)
	fmt.Printf("%s with p %.2f, %d presses sent\n", m.Sides[0].Classes[d.Wanted], d.Probabilities[d.Wanted], m.Totals()[0].Sent)
	// Output: poke with p 0.30, 1 presses sent
}

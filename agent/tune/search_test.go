package tune

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
)

func TestASidecarThatIsNotAnObjectIsRefused(t *testing.T) {
	for _, text := range []string{"null", "[]", `"x"`} {
		path := filepath.Join(t.TempDir(), "s.json")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := (&Document{}).WriteSidecar(path, path); err == nil || !strings.Contains(err.Error(), "fix it or move it away") {
			t.Errorf("%s: got %v; want it refused", text, err)
		}
	}
}

func TestABrokenSidecarIsNotOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.json")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := (&Document{}).WriteSidecar(path, path); err == nil || !strings.Contains(err.Error(), "fix it or move it away") {
		t.Errorf("got %v, want an error that says how to fix it", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "{" {
		t.Error("the file was written")
	}
}

// synthetic returns a corpus of the same recording three times with a known best
// gamma: the log odds are 0 on a press, −1 on a few idle frames, and −4 on all
// others.
func synthetic() *corpus {
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
	classes, err := openloop.MapClasses(contract, contract.Classes, policy.NoAction)
	if err != nil {
		panic(err)
	}
	return &corpus{contract: contract, recordings: []*openloop.Scored{x, x, x}, classes: classes, contestant: bot.Contestant{Path: "made-up.onnx", Delay: agent.DelayOf(6)}, tolerance: 2}
}

func TestAKnownOptimumIsFoundByEveryObjective(t *testing.T) {
	s := &search{cfg: Config{Resamples: 20, Seed: 1, Workers: 2}, corpus: synthetic()}
	f := families[0]
	all, err := s.candidates(family{f.name, f.setting, fixedGrid([]float64{-5, -3, -2, -0.5, 0.5})}, map[string][]string{"decode": {"argmax"}, "refractory": {"5"}}, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.decodeAll(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"youden", "event_f1", "event_f2", "balanced_accuracy", "rate"} {
		o, err := s.objective(name)
		if err != nil {
			t.Fatal(err)
		}
		point, err := s.choose([][]Candidate{all}, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		if point.Setting != -0.5 || point.Presses != 30 || point.ActionRateRatio != 1 {
			t.Errorf("%s chooses %v with %d presses; want −0.5 with 30", name, point.Setting, point.Presses)
		}
	}
}

func TestTheBookMasksPresses(t *testing.T) {
	r := synthetic()
	tallies, err := r.decode("decode=gate&gamma=-5&tau_skill=0")
	if err != nil {
		t.Fatal(err)
	}
	total := Sum(tallies)
	// Without the book a press lasts for the whole recording; with it each ends in a
	// cooldown.
	if total.Unbooked != 3 || total.Presses <= total.Unbooked {
		t.Errorf("%d presses with the book and %d without; want more than 3, and 3", total.Presses, total.Unbooked)
	}
	if total.OpenOnIdle != total.Idle || total.OpenOnPress != total.Pressed {
		t.Errorf("the gate is open on %d of %d idle frames and %d of %d with a press; want all", total.OpenOnIdle, total.Idle, total.OpenOnPress, total.Pressed)
	}
}

func TestGridsAreValidDecoderSettings(t *testing.T) {
	r := synthetic()
	odds, pressed, err := r.odds()
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(pressed-1.0/60) > 1e-12 || odds[0] > odds[len(odds)-1] {
		t.Errorf("pressed %v, odds from %v to %v", pressed, odds[0], odds[len(odds)-1])
	}
	s := &search{corpus: r}
	for _, f := range families[:6] {
		if _, err := s.candidates(f, map[string][]string{"decode": {"argmax"}}, odds, pressed); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

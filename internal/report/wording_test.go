package report

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/sim/duel"
)

func TestOneDegreeOfFreedomIsSingular(t *testing.T) {
	for df, want := range map[int]string{1: "on 1 degree of freedom", 6: "on 6 degrees of freedom"} {
		r := arena.Results{Fit: &arena.Fit{DF: df, P: 0.01}}
		if got := strings.Join(fitWarnings(r), " "); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestWhatStaysTheSameIsNamed(t *testing.T) {
	model := duel.Participant{ModelSHA256: "sha"}
	for want, c := range map[string]compare.Contestant{"the same model and decoder in both": {A: model, B: model}, "the same script in both": {}} {
		if got := changed(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheSameSeedIsAdvisedWhereSeedsDiffer(t *testing.T) {
	for seed, want := range map[uint64]bool{1: false, 2: true} {
		d := &compare.Document{A: compare.Source{Seed: 1}, B: compare.Source{Seed: seed}, Contestants: []compare.Contestant{{Name: "mine"}}}
		notes := strings.Join(ComparisonNotes(d), "\n")
		if got := strings.Contains(notes, "with the same --seed"); got != want || !strings.Contains(notes, "not paired: mine") {
			t.Errorf("seeds 1 and %d: advice %v, want %v, in\n%s", seed, got, want, notes)
		}
	}
}

func TestVerdictsThatAreThereAreNotAdded(t *testing.T) {
	for n, want := range map[int]string{0: "f.json: nothing new; the reviewer's verdicts are already there\n", 1: "f.json: added 1 verdict\n", 2: "f.json: added 2 verdicts\n"} {
		var out strings.Builder
		if err := ReviewAdded(&out, "f.json", n); err != nil || out.String() != want {
			t.Errorf("got %q, %v, want %q", out.String(), err, want)
		}
	}
}

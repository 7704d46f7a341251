package arena_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/rating"
)

func TestARunWithoutADelayHasTheDefaultOne(t *testing.T) {
	x := tournament(t, 1, "script:pro", "script:dummy")
	for want, delay := range map[int32]agent.Delay{agent.DefaultDelayTicks: {}, 0: agent.DelayOf(0), 9: agent.DelayOf(9)} {
		x.Config.Delay = delay
		out, err := x.Run(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Results.DelayTicks; got != want {
			t.Errorf("a delay of %+v is %d ticks in the results, want %d", delay, got, want)
		}
		if got := arena.NewManifest(x.Config, nil).DelayTicks; got != want {
			t.Errorf("a delay of %+v is %d ticks in the manifest, want %d", delay, got, want)
		}
	}
}

func TestAContestantThatParseDidNotMakeIsValidated(t *testing.T) {
	for says, c := range map[string]bot.Contestant{
		"a delay of 999 ticks; want 0 to 120":          {Name: "x", Path: "m.onnx", Delay: agent.DelayOf(999)},
		"a delay of -1 ticks; want 0 to 120":           {Name: "x", Path: "m.onnx", Delay: agent.DelayOf(-1)},
		`script is "" and path is ""; want one`:        {Name: "x"},
		`script is "pro" and path is "m.onnx"; want o`: {Name: "x", Script: "pro", Path: "m.onnx"},
	} {
		x := tournament(t, 1, "script:pro", "script:dummy")
		x.Config.Contestants[1] = c
		if err := x.Validate(); err == nil || !strings.Contains(err.Error(), "contestant x: "+says) {
			t.Errorf("%+v: got %v, want %q", c, err, says)
		}
	}
}

func TestATestBoundsThePairs(t *testing.T) {
	test := rating.SPRT{Elo1: 50, Alpha: 0.05, Beta: 0.05, MaxPairs: 3}
	x := tournament(t, 0, "script:dummy", "script:dummy?name=again")
	x.Config.Test = &test
	out, err := x.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if out.Results.Pairs != 3 || out.Results.Contestants[0].Games != 6 {
		t.Errorf("%d pairs and %d games; want 3 and 6", out.Results.Pairs, out.Results.Contestants[0].Games)
	}
	for _, c := range []struct {
		pairs, most int
		says        string
	}{
		{4, 3, "pairs is 4 and the test's maximum is 3; leave out pairs"},
		{0, 0, "pairs is 0; want 1 to 100000"},
		{0, arena.MaxPairs + 1, "pairs is 100001; want 1 to 100000"},
	} {
		test.MaxPairs, x.Config.Pairs = c.most, c.pairs
		if err := x.Validate(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%d pairs and a test of at most %d: got %v, want %q", c.pairs, c.most, err, c.says)
		}
	}
}

func TestTwoSettingsOfTheDelayAreRefused(t *testing.T) {
	d, err := bot.NewDistribution([]float64{35})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*arena.Tournament){
		"a specification": func(x *arena.Tournament) { x.Latency = "fixed:35ms" },
		"a model":         func(x *arena.Tournament) { x.Config.Latency = &arena.LatencyModel{Spec: "fixed:35ms", All: d} },
	} {
		x := tournament(t, 1, "script:pro", "script:dummy")
		change(&x)
		if err := x.Validate(); err != nil {
			t.Errorf("%s alone: %v", name, err)
		}
		x.Config.Delay = agent.DelayOf(6)
		if err := x.Validate(); err == nil || !strings.Contains(err.Error(), "delay and latency both set") {
			t.Errorf("%s and a delay: got %v, want both named", name, err)
		}
	}
}

func TestWithdrawnContestantsAreRetriedOnlyInAFolder(t *testing.T) {
	x := tournament(t, 1, "script:pro", "script:dummy")
	x.RetryWithdrawn = true
	if _, err := x.Run(t.Context(), ""); !errors.Is(err, arena.ErrNoRun) {
		t.Errorf("without a folder: got %v, want %v", err, arena.ErrNoRun)
	}
	if _, err := x.Run(t.Context(), t.TempDir()); err != nil {
		t.Errorf("in a folder: %v", err)
	}
}

func TestResultsNameWhatAVerdictAsksFor(t *testing.T) {
	r := arena.Results{
		Contestants: []arena.Standing{{Name: "well"}, {Name: "still", Collapsed: true}, {Name: "out", Withdrawn: &arena.VoidReason{}}},
		Pairings: []arena.PairingResult{{A: "x", SPRT: rating.SPRTResult{Verdict: rating.AcceptH1}}, {A: "y", SPRT: rating.SPRTResult{Verdict: rating.AcceptH0}},
			{A: "z", SPRT: rating.SPRTResult{Verdict: rating.Inconclusive}}},
	}
	if got := r.Collapsed(); len(got) != 1 || got[0].Name != "still" {
		t.Errorf("collapsed: got %+v, want still", got)
	}
	if got := r.Withdrawn(); len(got) != 1 || got[0].Name != "out" {
		t.Errorf("withdrawn: got %+v, want out", got)
	}
	if got := r.Unaccepted(); len(got) != 2 || got[0].A != "y" || got[1].A != "z" {
		t.Errorf("unaccepted: got %+v, want y and z", got)
	}
}

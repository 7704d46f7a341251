package openloop_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/logs"
)

const recurrentModel = "../../policy/ort/testdata/recurrent.onnx"

func TestRecurrentStateRunsAlongARecordingAndStartsAtZero(t *testing.T) {
	dir, cfg := t.TempDir(), expert.Default()
	cfg.Matches, cfg.Seed, cfg.Rules.MatchTicks = 3, 9, 5*sim.TickRate
	if _, err := expert.Run(t.Context(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	score := func(workers int, which ...int) map[int][]float32 {
		t.Helper()
		all, err := openloop.ScoreAll(t.Context(), folder, openloop.ScoreConfig{Path: recurrentModel, Setup: bot.Setup{Eye: bot.OpenCV}, Recordings: which, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		scores := map[int][]float32{}
		for i, x := range all.Recordings {
			scores[which[i]] = slices.Clone(x.Scores[0])
		}
		return scores
	}
	n := len(folder.Recordings)
	var forwards, backwards []int
	for i := range n {
		forwards, backwards = append(forwards, i), append(backwards, n-1-i)
	}
	want := map[int][]float32{}
	for i := range n {
		want[i] = score(1, i)[i]
	}
	for name, got := range map[string]map[int][]float32{
		"in order": score(1, forwards...), "in reverse": score(1, backwards...), "with two workers": score(2, forwards...),
	} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: scores differ from those of each recording alone", name)
		}
	}
	if x := want[0]; slices.Equal(x[:3], x[3:6]) {
		t.Errorf("the scores of the first two frames are the same, %v; the state is not carried", x[:3])
	}
}

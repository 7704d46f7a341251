package offline_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

var classes = []string{"no_action", "poke", "parry"}

// labels returns frames of no_action except for the classes at the given frames.
func labels(frames int, at map[int]int) []int {
	out := make([]int, frames)
	for f, c := range at {
		out[f] = c
	}
	return out
}

func near(t *testing.T, what string, got stats.Float, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= 1e-6) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAnEventIsTheFirstFrameOfARun(t *testing.T) {
	got := offline.Events([]int{1, 1, 0, 1, 2, 2, 0, 2}, 3, 0)
	if want := [][]int{nil, {0, 3}, {4, 7}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMatchingPairsEventsInTimeOrder(t *testing.T) {
	for _, c := range []struct {
		expert, predicted []int
		tolerance         int
		want              [][2]int
	}{
		{[]int{10, 20}, []int{5, 15}, 5, [][2]int{{0, 0}, {1, 1}}}, // the tolerance is inclusive
		{[]int{10}, []int{4}, 5, nil},
		{[]int{10}, []int{16}, 5, nil},
		{[]int{10}, []int{8, 10}, 5, [][2]int{{0, 0}}}, // the first within tolerance, not the closest
		{[]int{10, 30}, []int{2, 29, 31}, 5, [][2]int{{1, 1}}},
		{nil, []int{1}, 5, nil},
	} {
		if got := offline.Match(c.expert, c.predicted, c.tolerance); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v against %v: got %v, want %v", c.expert, c.predicted, got, c.want)
		}
	}
}

func TestEventsNeverMatchAcrossRecordings(t *testing.T) {
	pressesLast := offline.Recording{Name: "a", Truth: labels(10, map[int]int{9: 1}), Predicted: labels(10, nil)}
	emitsFirst := offline.Recording{Name: "b", Truth: labels(10, nil), Predicted: labels(10, map[int]int{0: 1})}
	r := evaluate(t, offline.Config{Classes: classes}, pressesLast, emitsFirst)
	if ten, _ := r.Events.At(10); ten.TP != 0 || ten.Expert != 1 || ten.Predicted != 1 {
		t.Errorf("got %+v, want no match", ten)
	}
	if r.LongestIdleFrames != 10 {
		t.Errorf("longest idle run: got %d, want 10, because a run ends with its recording", r.LongestIdleFrames)
	}
}

func TestARunThatSpansTwoRecordingsIsTwoEvents(t *testing.T) {
	a := offline.Recording{Name: "a", Truth: []int{0, 1}, Predicted: []int{0, 1}}
	b := offline.Recording{Name: "b", Truth: []int{1, 0}, Predicted: []int{1, 0}}
	if zero, _ := evaluate(t, offline.Config{Classes: classes}, a, b).Events.At(0); zero.Expert != 2 || zero.TP != 2 {
		t.Errorf("got %+v, want two events, both matched", zero)
	}
}

func TestNeverActingIsCollapsedAndMetricsOfZeroByZeroAreUndefined(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{
		Name: "idle", Truth: labels(200, map[int]int{50: 1, 150: 2}), Predicted: labels(200, nil),
	})
	if !r.Collapsed || r.ActionRateRatio != 0 || r.LongestIdleFrames != 200 {
		t.Errorf("collapsed %v, ratio %v, idle %d; want true, 0, 200", r.Collapsed, r.ActionRateRatio, r.LongestIdleFrames)
	}
	near(t, "frame accuracy", r.FrameAccuracy, 0.99)
	near(t, "constant baseline", r.ConstantBaselineAccuracy, 0.99)
	near(t, "balanced accuracy", r.BalancedAccuracy, 1.0/3)
	near(t, "kappa", r.Kappa, 0)
	five, _ := r.Events.At(5)
	near(t, "recall", five.Recall, 0)
	near(t, "F1", five.F1, 0)
	for name, v := range map[string]stats.Float{
		"precision": five.Precision, "mcc": r.MCC, "wrong-skill rate": r.WrongSkillRate, "lag": r.Lag.Mean,
		"median lag": r.Lag.Median, "nll": r.NLL, "ece": r.ECE, "average precision": r.AveragePrecision,
	} {
		if v.Defined() {
			t.Errorf("%s: got %v, want undefined", name, v)
		}
	}
	if got := asJSON(t, r).(map[string]any)["mcc"]; got != nil {
		t.Errorf("mcc in JSON: got %v, want null", got)
	}
}

func TestCollapseBeginsBelowATenthOfTheExpertsPresses(t *testing.T) {
	truth := make([]int, 400)
	for f := 5; f < 400; f += 20 { // 20 presses
		truth[f] = 1
	}
	for emitted, want := range map[int]bool{1: true, 2: false} {
		predicted := make([]int, 400)
		for i := range emitted {
			predicted[10*i+5] = 1
		}
		r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{Name: "a", Truth: truth, Predicted: predicted})
		if r.Collapsed != want {
			t.Errorf("%d of 20 presses: collapsed %v, want %v", emitted, r.Collapsed, want)
		}
	}
}

func TestLagsWrongSkillsAndRatesPerSkill(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{
		Name:      "a",
		Truth:     labels(200, map[int]int{20: 1, 60: 1, 100: 2, 140: 1}),
		Predicted: labels(200, map[int]int{19: 1, 62: 1, 103: 1, 145: 1, 190: 2}),
	})
	// 19, 62 and 145 match with lags −1, +2, +5; 103 is the wrong skill at the right
	// time.
	near(t, "mean lag", r.Lag.Mean, 2)
	near(t, "median lag", r.Lag.Median, 2)
	near(t, "wrong-skill rate", r.WrongSkillRate, 0.25)
	for i, want := range []offline.SkillRate{
		{Skill: "poke", Expert: 3, Predicted: 4, Ratio: stats.Float(4.0 / 3), TP: 3, Precision: 0.75, Recall: 1, F1: stats.Float(6.0 / 7)},
		{Skill: "parry", Expert: 1, Predicted: 1, Ratio: 1},
	} {
		got := r.Skills[i]
		if got.AP.Defined() {
			t.Errorf("%s: got average precision %v without scores", got.Skill, got.AP)
		}
		got.AP = 0
		if got != want {
			t.Errorf("skills: got %+v, want %+v", got, want)
		}
	}
	near(t, "action-rate ratio", r.ActionRateRatio, 5.0/4)
	if r.LongestIdleFrames != 44 {
		t.Errorf("longest idle run: got %d, want 44", r.LongestIdleFrames)
	}
}

func TestTheMedianOfAnEvenNumberOfLagsIsTheMeanOfTheMiddleTwo(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{
		Name: "a", Truth: labels(100, map[int]int{20: 1, 60: 1}), Predicted: labels(100, map[int]int{19: 1, 64: 1}),
	})
	near(t, "median lag", r.Lag.Median, 1.5)
}

func TestAClassThatWasOnlyPredictedCountsAsZeroInMacroF1(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: append(classes, "never")}, offline.Recording{
		Name: "a", Truth: []int{0, 0, 1, 1}, Predicted: []int{0, 0, 1, 2},
	})
	near(t, "macro F1", r.MacroF1, (1+2.0/3+0)/3)
	near(t, "skill macro F1", r.SkillMacroF1, (2.0/3+0)/2)
	near(t, "balanced accuracy", r.BalancedAccuracy, (1+0.5)/2)
}

func TestFBetaWeighsRecall(t *testing.T) {
	e := offline.EventScore{TP: 4, Predicted: 16, Expert: 5} // precision .25, recall .8
	near(t, "F1", e.FBeta(1), 2*0.25*0.8/(0.25+0.8))
	near(t, "F2", e.FBeta(2), 5*0.25*0.8/(4*0.25+0.8))
	if (offline.EventScore{}).FBeta(1).Defined() {
		t.Error("F1 without any event must be undefined")
	}
}

func TestMergedEvaluationsEqualTheWhole(t *testing.T) {
	cases, _ := readMetricCases(t)
	c := cases[2]
	config := offline.Config{Classes: c.names(), Resamples: 100, Seed: 7}
	whole, parts := c.recording(), []offline.Recording{}
	for start := 0; start < len(whole.Truth); start += 50 {
		end := min(start+50, len(whole.Truth))
		parts = append(parts, offline.Recording{
			Name: "part", Truth: whole.Truth[start:end], Predicted: whole.Predicted[start:end],
			Scores: whole.Scores[start*c.Classes : end*c.Classes],
		})
	}
	want := evaluate(t, config, parts...)
	reseeded := config
	reseeded.Seed++
	if other := evaluate(t, reseeded, parts...); reflect.DeepEqual(other.CI95, want.CI95) {
		t.Error("another seed gave the same intervals")
	}
	var halves [2]*offline.Evaluation
	for h, share := range [][]offline.Recording{parts[:5], parts[5:]} {
		e, err := offline.New(config)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range share {
			if err := e.Add(p); err != nil {
				t.Fatal(err)
			}
		}
		halves[h] = e
	}
	if err := halves[0].Merge(halves[1]); err != nil {
		t.Fatal(err)
	}
	got, err := halves[0].Result()
	if err != nil {
		t.Fatal(err)
	}
	got.UnbookedActionRateRatio, want.UnbookedActionRateRatio = 0, 0 // not set: NaN, which is not equal to itself
	if !reflect.DeepEqual(got, want) {
		t.Errorf("merged:\n%+v\nwhole:\n%+v", got, want)
	}
	if l := halves[0].Logs(); l.Recordings != len(parts) || l.Frames != len(whole.Truth) || math.Abs(l.NoActionShare-0.983525535) > 1e-6 {
		t.Errorf("logs: got %+v", l)
	}
}

func TestIntervalsComeFromRecordingsNotFrames(t *testing.T) {
	// Recordings are completely right or completely wrong: resampling frames would
	// give an interval about √100 times narrower.
	var recordings []offline.Recording
	for i := range 40 {
		r := offline.Recording{Name: "a", Truth: labels(100, map[int]int{50: 1}), Predicted: labels(100, map[int]int{50: 1})}
		if i%2 == 0 {
			r.Predicted = slices.Repeat([]int{2}, 100)
		}
		recordings = append(recordings, r)
	}
	config := offline.Config{Classes: classes, Resamples: 2000, Seed: 3}
	a := evaluate(t, config, recordings...)
	iv := a.CI95["frame_accuracy"]
	half := stats.Z95 * 0.5 / math.Sqrt(40)
	if math.Abs(iv.Hi-iv.Lo-2*half) > 0.06 || !iv.Contains(0.5) {
		t.Errorf("frame accuracy: got %v, want about 0.5 ± %.3f", iv, half)
	}
	if b := evaluate(t, config, recordings...); !reflect.DeepEqual(a.CI95, b.CI95) {
		t.Error("the same seed gave different intervals")
	}
	if one := evaluate(t, config, recordings[0]); len(one.CI95) != 0 {
		t.Errorf("one recording has intervals %v, want none", one.CI95)
	}
}

func TestAGivenPriorReplacesTheLogsOwn(t *testing.T) {
	r := offline.Recording{
		Name: "a", Truth: []int{0, 0, 0, 1}, Predicted: []int{0, 0, 0, 0},
		Scores: slices.Repeat([]float32{float32(math.Log(0.5)), float32(math.Log(0.3)), float32(math.Log(0.2))}, 4),
	}
	got := evaluate(t, offline.Config{Classes: classes, Prior: []float64{0.5, 0.3, 0.2}}, r)
	near(t, "nll skill against the same prior", got.NLLSkill, 0)
	near(t, "brier skill against the same prior", got.BrierSkill, 0)
	near(t, "p_act ratio", got.PActRatio, 1)
	own := evaluate(t, offline.Config{Classes: classes}, r)
	near(t, "p_act ratio against the log", own.PActRatio, 2)
	if float64(own.NLLSkill) >= 0 {
		t.Errorf("nll skill against the log: got %v, want below 0", own.NLLSkill)
	}
}

func TestInvalidConfigurationsAndRecordingsAreRefused(t *testing.T) {
	for want, c := range map[string]offline.Config{
		"at least one skill": {Classes: []string{"no_action"}},
		"want 0 to 2":        {Classes: classes, NoAction: 3},
		"0 or more":          {Classes: classes, Resamples: -1},
		"sums to 0.9":        {Classes: classes, Prior: []float64{0.7, 0.1, 0.1}},
		"2 shares":           {Classes: classes, Prior: []float64{0.5, 0.5}},
		"above 0":            {Classes: classes, Prior: []float64{1, 0, 0}},
	} {
		if _, err := offline.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	e, err := offline.New(offline.Config{Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Result(); err == nil {
		t.Error("a result without recordings: no error")
	}
	good := offline.Recording{Name: "good", Truth: []int{0}, Predicted: []int{1}, Scores: []float32{0, 1, 2}}
	if err := e.Add(good); err != nil {
		t.Fatal(err)
	}
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for want, r := range map[string]offline.Recording{
		"no frames":              {Name: "x"},
		"2 labels and 1":         {Name: "x", Truth: []int{0, 0}, Predicted: []int{0}, Scores: []float32{}},
		"labelled 3":             {Name: "x", Truth: []int{3}, Predicted: []int{0}},
		"predicted as -1":        {Name: "x", Truth: []int{0}, Predicted: []int{-1}},
		"need 3":                 {Name: "x", Truth: []int{0}, Predicted: []int{0}, Scores: []float32{1}},
		"for some recordings":    {Name: "x", Truth: []int{0}, Predicted: []int{0}},
		"frame 0 has scores [N":  {Name: "x", Truth: []int{0}, Predicted: []int{0}, Scores: []float32{nan, 0, 0}},
		"frame 0 has scores [+":  {Name: "x", Truth: []int{0}, Predicted: []int{0}, Scores: []float32{inf, 0, 0}},
		"define no distribution": {Name: "x", Truth: []int{0}, Predicted: []int{0}, Scores: []float32{-inf, -inf, -inf}},
	} {
		if err := e.Add(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	if l := e.Logs(); l.Recordings != 1 || l.Frames != 1 {
		t.Errorf("refused recordings were counted: %+v", l)
	}
}

func TestATruthOfProbabilityZeroHasInfiniteNLLInJSON(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{
		Name: "a", Truth: []int{1, 0}, Predicted: []int{0, 0},
		Scores: []float32{0, float32(math.Inf(-1)), 0, 0, 0, 0},
	})
	m := asJSON(t, r).(map[string]any)
	if m["nll"] != "Inf" || m["nll_skill"] != "-Inf" {
		t.Errorf("got nll %v, nll_skill %v; want Inf, -Inf", m["nll"], m["nll_skill"])
	}
}

func TestECEFindsOverconfidenceInEqualMassBins(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	const n = 30000
	truth, p := make([]int, n), make([]float64, n)
	for f := range truth {
		real := 0.02 + 0.2*r.Float64()
		if r.Float64() < real {
			truth[f] = 1
		}
		p[f] = 2 * real // mean 0.24 against 0.12
	}
	got := evaluate(t, offline.Config{Classes: classes}, pressAt(truth, p)).ECE
	if math.Abs(float64(got)-0.12) > 0.005 {
		t.Errorf("ECE: got %v, want about 0.12", got)
	}
}

// The two policies are right in the same recordings but for one: their accuracies vary
// widely from sample to sample, their difference little.
func TestDifferencesResampleTheSameRecordings(t *testing.T) {
	config := offline.Config{Classes: classes, Resamples: 500, Seed: 3}
	build := func(wrong func(int) bool) *offline.Evaluation {
		e, err := offline.New(config)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			r := offline.Recording{Name: "a", Truth: labels(100, map[int]int{50: 1}), Predicted: labels(100, map[int]int{50: 1})}
			if wrong(i) {
				r.Predicted = slices.Repeat([]int{2}, 100)
			}
			if err := e.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		return e
	}
	base, better := build(func(i int) bool { return i%2 == 0 }), build(func(i int) bool { return i%2 == 0 && i > 0 })
	changes, err := better.Against(base)
	if err != nil {
		t.Fatal(err)
	}
	c := changes["frame_accuracy"]
	if math.Abs(float64(c.Difference)-1.0/40) > 1e-12 || !c.CI95.Contains(1.0/40) || c.CI95.Lo < 0 || c.CI95.Hi > 0.11 {
		t.Errorf("frame accuracy: %v %v; want 0.025 in an interval much narrower than the single ones", c.Difference, c.CI95)
	}
	if back, err := base.Against(better); err != nil || back["frame_accuracy"].CI95 != (stats.Interval{Lo: -c.CI95.Hi, Hi: -c.CI95.Lo}) {
		t.Errorf("the other way around %v (%v), want the mirror image of %v", back["frame_accuracy"], err, c)
	}
	if same, err := base.Against(base); err != nil || same["event_f1_5"].Difference != 0 || same["event_f1_5"].CI95.Lo != -same["event_f1_5"].CI95.Hi {
		t.Errorf("against itself %v (%v), want 0 in an interval of what was not drawn", same["event_f1_5"], err)
	}
	if err := better.Add(offline.Recording{Name: "b", Truth: make([]int, 9), Predicted: make([]int, 9)}); err != nil {
		t.Fatal(err)
	}
	if _, err := better.Against(base); err == nil {
		t.Error("evaluations of different recordings were compared")
	}
}

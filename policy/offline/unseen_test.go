package offline_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// decided evaluates 20 equal recordings with a press of each class, of which a policy
// decides frame 10 and 30, and its own classes.
func decided(t *testing.T, classes []string, truth, predicted map[int]int) *offline.Evaluation {
	t.Helper()
	e, err := offline.New(offline.Config{Classes: classes, Resamples: 200, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := e.Add(offline.Recording{Name: "a", Truth: labels(100, truth), Predicted: labels(100, predicted)}); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func result(t *testing.T, e *offline.Evaluation) offline.Result {
	t.Helper()
	r, err := e.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// All recordings are decided alike, so every bootstrap sample is the same. Up to 16.84 %
// of other recordings may still be decided otherwise: 1 − 0.025^(1/20).
func TestAMetricThatNoSampleChangesHasTheIntervalOfWhatWasNotDrawn(t *testing.T) {
	const unseen = 0.16843
	presses := map[int]int{10: 1, 30: 2}
	for _, c := range []struct {
		name      string
		classes   []string
		predicted map[int]int
		metric    string
		want      stats.Interval
	}{
		{"no press", classes, nil, "action_rate_ratio", stats.Interval{Lo: 0, Hi: unseen}},
		{"no press", classes, nil, "event_recall_5", stats.Interval{Lo: 0, Hi: unseen}},
		{"no press", classes, nil, "event_f1_5", stats.Interval{Lo: 0, Hi: 2 * unseen / (1 + unseen)}},
		{"no press", classes, nil, "youden_j", stats.Interval{Lo: -unseen * 2 / 98, Hi: unseen}},
		{"no press", classes, nil, "balanced_accuracy", stats.Interval{Lo: 1./3 - unseen*2/98/3, Hi: 1./3 + 2*unseen/3}},
		{"no hit", classes, map[int]int{60: 1}, "event_recall_5", stats.Interval{Lo: 0, Hi: unseen}},
		{"all right", classes, presses, "event_recall_5", stats.Interval{Lo: 1 - unseen, Hi: 1}},
		{"all right", classes, presses, "wrong_skill_rate", stats.Interval{Lo: 0, Hi: unseen}},
		{"all right", classes, presses, "frame_accuracy", stats.Interval{Lo: 1 - 0.02*unseen, Hi: 1}},
		{"all right", classes, presses, "action_rate_ratio", stats.Interval{Lo: 1 - unseen, Hi: 1 + unseen}},
		{"twice as often", classes, map[int]int{10: 1, 30: 2, 50: 1, 70: 2}, "action_rate_ratio", stats.Interval{Lo: 2 - 2*unseen, Hi: 2 + unseen}},
		{"half", classes, map[int]int{10: 1}, "event_recall_5", stats.Interval{Lo: 0.5 - unseen/2, Hi: 0.5 + unseen/2}},
		{"one skill, all right", []string{"no_action", "poke"}, map[int]int{10: 1, 30: 1}, "event_precision_5", stats.Interval{Lo: 1 - unseen, Hi: 1}},
	} {
		truth := presses
		if len(c.classes) == 2 {
			truth = c.predicted
		}
		got, ok := result(t, decided(t, c.classes, truth, c.predicted)).CI95[c.metric]
		if !ok || math.Abs(got.Lo-c.want.Lo) > 1e-4 || math.Abs(got.Hi-c.want.Hi) > 1e-4 {
			t.Errorf("%s, %s: got %v (%v), want %v", c.name, c.metric, got, ok, c.want)
		}
	}
	for _, r := range []offline.Result{
		result(t, decided(t, classes, presses, nil)), result(t, decided(t, classes, presses, presses)), result(t, decided(t, classes, presses, map[int]int{5: 2})),
	} {
		for metric, ci := range r.CI95 {
			if ci.Unvaried() {
				t.Errorf("%s has the interval %v", metric, ci)
			}
		}
		if _, ok := r.CI95["constant_baseline_accuracy"]; ok {
			t.Error("the accuracy of never acting, which no decision changes, has an interval")
		}
	}
}

func TestADifferenceThatNoSampleChangesHasTheIntervalOfWhatWasNotDrawn(t *testing.T) {
	presses := map[int]int{10: 1, 30: 2}
	silent, half := decided(t, classes, presses, nil), decided(t, classes, presses, map[int]int{10: 1})
	for _, c := range []struct {
		name    string
		x, y    *offline.Evaluation
		lo, hi  float64
		between float64
	}{
		{"both silent", silent, decided(t, classes, presses, nil), -0.16843, 0.16843, 0},
		{"one presses", half, silent, 0.5 - 0.16843, 0.5 + 0.16843/2, 0.5},
	} {
		changes, err := c.x.Against(c.y)
		if err != nil {
			t.Fatal(err)
		}
		got := changes["event_recall_5"]
		if float64(got.Difference) != c.between || math.Abs(got.CI95.Lo-c.lo) > 1e-4 || math.Abs(got.CI95.Hi-c.hi) > 1e-4 {
			t.Errorf("%s: recall differs by %v %v, want %v [%.4f, %.4f]", c.name, got.Difference, got.CI95, c.between, c.lo, c.hi)
		}
	}
}

// What happens where the expert does not press says little of how presses are decided.
func TestOnlyRecordingsWithPressesCountAsDrawn(t *testing.T) {
	for empty, share := range map[int]float64{0: 0.16843, 1: 0.16843, 60: 0.16843} {
		e := decided(t, classes, map[int]int{10: 1, 30: 2}, nil)
		for range empty {
			if err := e.Add(offline.Recording{Name: "b", Truth: labels(100, nil), Predicted: labels(100, nil)}); err != nil {
				t.Fatal(err)
			}
		}
		if got := result(t, e).CI95["event_recall_5"]; got.Lo != 0 || math.Abs(got.Hi-share) > 1e-4 {
			t.Errorf("with %d recordings without presses: recall has %v, want [0, %v]", empty, got, share)
		}
	}
}

// Only one recording of eight has the second skill, so that no sample is above the metric's
// value if it is decided better than the others, and none below if it is decided worse.
func TestAnIntervalOnOneSideOfItsMetricIsWidened(t *testing.T) {
	first := map[int]int{10: 1, 30: 1}
	for name, c := range map[string]struct{ predicted, rare map[int]int }{
		"the rare skill is right": {map[int]int{10: 1}, map[int]int{10: 2}},
		"the rare skill is wrong": {map[int]int{10: 1}, map[int]int{10: 1}},
		"all right":               {first, map[int]int{10: 2}},
	} {
		e, err := offline.New(offline.Config{Classes: classes, Resamples: 400, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			truth, predicted := first, c.predicted
			if i == 7 {
				truth, predicted = map[int]int{10: 2}, c.rare
			}
			if err := e.Add(offline.Recording{Name: "a", Truth: labels(100, truth), Predicted: labels(100, predicted)}); err != nil {
				t.Fatal(err)
			}
		}
		r := result(t, e)
		value, got := float64(r.BalancedAccuracy), r.CI95["balanced_accuracy"]
		if got.Lo > value-0.01 || got.Hi < value || value < 0.99 && got.Hi < value+0.01 {
			t.Errorf("%s: balanced accuracy is %.3f with the interval %v; want room on both sides, up to 1", name, value, got)
		}
	}
}

// An interval is never narrower than the samples, and one of a difference has room on both
// sides as well.
func TestWideningKeepsWhatTheSamplesSpan(t *testing.T) {
	with := func(rare map[int]int) *offline.Evaluation {
		e, err := offline.New(offline.Config{Classes: classes, Resamples: 400, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			truth, predicted := map[int]int{10: 1, 30: 1}, map[int]int{10: 1}
			if i == 7 {
				truth, predicted = map[int]int{10: 2}, rare
			}
			if err := e.Add(offline.Recording{Name: "a", Truth: labels(100, truth), Predicted: labels(100, predicted)}); err != nil {
				t.Fatal(err)
			}
		}
		return e
	}
	// Without the rare skill, as a third of the samples are, its class does not count: the
	// mean recall of the others is 3/4, and does not differ.
	wrong := with(map[int]int{10: 1})
	if got := result(t, wrong).CI95["balanced_accuracy"]; math.Abs(got.Hi-0.75) > 1e-9 {
		t.Errorf("balanced accuracy has the interval %v; want it up to 3/4", got)
	}
	changes, err := with(map[int]int{10: 2}).Against(wrong)
	if err != nil {
		t.Fatal(err)
	}
	if got := changes["balanced_accuracy"]; got.CI95.Lo != 0 || got.CI95.Hi < float64(got.Difference)+0.01 {
		t.Errorf("balanced accuracy differs by %v; want an interval from 0, with room above", got)
	}
}

// A policy that always presses cannot press more often.
func TestAlwaysPressingIsNotWidenedBelowChance(t *testing.T) {
	always := map[int]int{}
	for frame := range 100 {
		always[frame] = 1 + frame%2
	}
	r := result(t, decided(t, classes, map[int]int{10: 1, 30: 2}, always))
	if got := r.CI95["youden_j"]; got.Lo < 0 || got.Hi < 0.1 {
		t.Errorf("Youden's J has the interval %v; want one from 0", got)
	}
}

// Two decoders of one network have the same scores, whatever is drawn.
func TestADifferenceOfEqualScoresHasNoInterval(t *testing.T) {
	with := func(predicted int) *offline.Evaluation {
		e, err := offline.New(offline.Config{Classes: classes, Resamples: 200, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			r := offline.Recording{Name: "a", Truth: labels(50, map[int]int{i: 1}), Predicted: labels(50, map[int]int{i: predicted})}
			for f := range r.Truth {
				r.Scores = append(r.Scores, float32(i), float32(f)/50, 0)
			}
			if err := e.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		return e
	}
	changes, err := with(1).Against(with(2))
	if err != nil {
		t.Fatal(err)
	}
	for metric, c := range changes {
		score := slices.Contains([]string{"nll", "brier"}, strings.TrimSuffix(metric, "_skill"))
		if defined := stats.Float(c.CI95.Lo).Defined(); score && defined || c.Difference.Defined() && defined && c.CI95.Unvaried() {
			t.Errorf("%s differs by %v %v", metric, c.Difference, c.CI95)
		}
	}
}

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
		{"no press", classes, nil, "youden_j", stats.Interval{Lo: 0, Hi: unseen}},
		{"no press", classes, nil, "balanced_accuracy", stats.Interval{Lo: 1. / 3, Hi: 1./3 + 2*unseen/3}},
		{"no hit", classes, map[int]int{60: 1}, "event_recall_5", stats.Interval{Lo: 0, Hi: unseen}},
		{"all right", classes, presses, "event_recall_5", stats.Interval{Lo: 1 - unseen, Hi: 1}},
		{"all right", classes, presses, "wrong_skill_rate", stats.Interval{Lo: 0, Hi: unseen}},
		{"all right", classes, presses, "frame_accuracy", stats.Interval{Lo: 1 - 0.02*unseen, Hi: 1}},
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

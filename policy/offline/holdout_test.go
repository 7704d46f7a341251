package offline_test

import (
	"fmt"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// graded returns units of models, two each, with metrics that rank them as the online
// score does, but for balanced accuracy, which is better for one model than it plays.
func graded(models int) []offline.Unit {
	var all []offline.Unit
	for i := range 2 * models {
		r := &offline.Result{FrameAccuracy: stats.Float(-i), BalancedAccuracy: stats.Float(i), MCC: stats.Float(i % 2)}
		for k := range r.Events {
			r.Events[k].F1 = 0.5
		}
		all = append(all, offline.Unit{Name: fmt.Sprint(i), Model: fmt.Sprint("m", i/2), Offline: r, Online: float64(i)})
	}
	return all
}

func TestAMetricIsChosenOnSomeModelsAndMeasuredOnTheOthers(t *testing.T) {
	for models, splits := range map[int]int{4: 6, 5: 20, 12: 300} {
		h := offline.HoldOutModels([][]offline.Unit{graded(models)}, 1)
		if h.Models != models || h.Splits != splits || len(h.Chosen) != 1 || h.Chosen[0].Metric != "balanced_accuracy" || h.Chosen[0].Spearman != 1 || h.Chosen[0].Regret != 0 {
			t.Errorf("%d models: %+v; want balanced accuracy with ρ 1 on all of %d", models, h, splits)
		}
		if !h.Confirmed("balanced_accuracy") || h.Confirmed("mcc") {
			t.Errorf("%d models: want balanced accuracy confirmed, and not MCC", models)
		}
	}
}

// A metric that fits the models that choose it and no others is not confirmed.
func TestAMetricThatFailsOnTheOtherModelsIsNotConfirmed(t *testing.T) {
	units := graded(4)
	for i := range units {
		units[i].Offline.BalancedAccuracy = stats.Float(i % 2) // right within a model, blind between models
		units[i].Online = float64(i%2) * float64([]int{1, 1, -1, -1}[i/2])
	}
	h := offline.HoldOutModels([][]offline.Unit{units}, 1)
	if h.Splits == 0 || h.Confirmed("balanced_accuracy") || h.Confirmed("frame_accuracy") {
		t.Errorf("%+v; want nothing confirmed", h)
	}
	if h := offline.HoldOutModels(nil, 1); h.Splits != 0 {
		t.Errorf("without units: %+v", h)
	}
}

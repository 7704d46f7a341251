package offline

import (
	"fmt"
	"math"
)

// Metric is a number of a Result by which models could be chosen.
type Metric struct {
	Key  string // as in the Result's JSON
	Name string // for tables
	// Better says which printed values are better: higher, lower or near 1.
	Better string
	// Scores says that the metric depends on the scores only, so that it does not
	// distinguish decoders of one model.
	Scores bool
	// Of returns the metric, transformed so that higher is better; NaN if undefined.
	Of func(*Result) float64
}

// The values of Metric.Better.
const (
	betterHigh  = "higher"
	betterLow   = "lower"
	betterAtOne = "near 1"
)

// Metrics returns the metrics that `kumite study` compares, in the order of eval's
// table.
func Metrics() []Metric {
	high := func(key, name string, of func(*Result) float64) Metric {
		return Metric{Key: key, Name: name, Better: betterHigh, Of: of}
	}
	scores := func(key, name, better string, of func(*Result) float64) Metric {
		return Metric{Key: key, Name: name, Better: better, Scores: true, Of: of}
	}
	all := []Metric{{
		Key: "action_rate_ratio", Name: "presses / expert's", Better: betterAtOne,
		Of: func(r *Result) float64 { return -math.Abs(logRatio(r)) },
	}}
	for i, k := range Tolerances {
		all = append(all, high(fmt.Sprintf("event_f1_%d", k), fmt.Sprintf("event-F1 ±%d", k),
			func(r *Result) float64 { return float64(r.Events[i].F1) }))
	}
	// A small and a large tolerance: a press some frames after the expert's may be
	// an echo of the expert's press on the screen.
	for _, k := range []int{2, 5} {
		at := func(r *Result) EventScore { x, _ := r.Events.At(k); return x }
		all = append(all,
			high(fmt.Sprintf("event_f2_%d", k), fmt.Sprintf("event-F2 ±%d", k), func(r *Result) float64 { return float64(at(r).F2) }),
			high(fmt.Sprintf("event_recall_%d", k), fmt.Sprintf("event recall ±%d", k), func(r *Result) float64 { return float64(at(r).Recall) }),
			high(fmt.Sprintf("event_precision_%d", k), fmt.Sprintf("event precision ±%d", k), func(r *Result) float64 { return float64(at(r).Precision) }))
	}
	return append(all,
		scores("average_precision", "average precision", betterHigh, func(r *Result) float64 { return float64(r.AveragePrecision) }),
		scores("auprc_act", "AUPRC of p_act", betterHigh, func(r *Result) float64 { return float64(r.AUPRCAct) }),
		high("balanced_accuracy", "balanced accuracy", func(r *Result) float64 { return float64(r.BalancedAccuracy) }),
		high("youden_j", "Youden's J of acting", func(r *Result) float64 { return float64(r.YoudenJ) }),
		high("macro_f1", "macro-F1", func(r *Result) float64 { return float64(r.MacroF1) }),
		high("skill_macro_f1", "macro-F1 of skills", func(r *Result) float64 { return float64(r.SkillMacroF1) }),
		high("mcc", "MCC", func(r *Result) float64 { return float64(r.MCC) }),
		high("kappa", "Cohen's kappa", func(r *Result) float64 { return float64(r.Kappa) }),
		high("frame_accuracy", "frame accuracy", func(r *Result) float64 { return float64(r.FrameAccuracy) }),
		scores("nll_skill", "NLL skill", betterHigh, func(r *Result) float64 { return float64(r.NLLSkill) }),
		scores("brier_skill", "Brier skill", betterHigh, func(r *Result) float64 { return float64(r.BrierSkill) }),
		scores("ece", "ECE of p_act", betterLow, func(r *Result) float64 { return -float64(r.ECE) }),
	)
}

// logRatio returns the logarithm of presses over the expert's presses. Half a press
// is added to both, so that it is finite for a policy that never presses.
func logRatio(r *Result) float64 {
	x := r.Events[mainTolerance]
	return math.Log((float64(x.Predicted) + 0.5) / (float64(x.Expert) + 0.5))
}

// Printed returns the metric as eval prints it.
func (m Metric) Printed(r *Result) float64 {
	switch m.Better {
	case betterLow:
		return -m.Of(r)
	case betterAtOne:
		return float64(r.ActionRateRatio)
	}
	return m.Of(r)
}

package offline

import (
	"errors"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// CollapsedBelow is the action-rate ratio, presses per press of the expert, below
// which a policy has collapsed.
const CollapsedBelow = 0.1

// Result is one candidate's object in `kumite eval --json`. Undefined values are
// null, and so are metrics that need scores if there are none. Lags and the longest
// idle run are in frames.
type Result struct {
	Name string `json:"name"` // set by the caller
	Spec string `json:"spec"` // set by the caller

	ModelSHA256 string `json:"model_sha256,omitempty"` // set by the caller, if it is of a model
	Decoder     string `json:"decoder,omitempty"`      // in full; set by the caller

	Collapsed       bool        `json:"collapsed"` // emitted less than a tenth of the expert's presses
	ActionRateRatio stats.Float `json:"action_rate_ratio"`
	// UnbookedActionRateRatio is the ratio with every skill available; null unless
	// set with WithoutBook.
	UnbookedActionRateRatio stats.Float `json:"action_rate_ratio_without_book"`
	Skills                  []SkillRate `json:"skills"`
	LongestIdleFrames       int         `json:"longest_idle_frames"` // without a press, within one recording

	Events         EventScores `json:"events"`
	WrongSkillRate stats.Float `json:"wrong_skill_rate"` // of presses within ±5 frames of an expert's
	Lag            Lag         `json:"lag_frames"`       // emitted − expert, of matches within ±5

	AveragePrecision            stats.Float          `json:"average_precision"` // mean over tolerances and the skills the expert used
	AveragePrecisionByTolerance PrecisionByTolerance `json:"average_precision_by_tolerance"`
	AUPRCAct                    stats.Float          `json:"auprc_act"` // of p_act over frames

	FrameAccuracy            stats.Float `json:"frame_accuracy"`
	ConstantBaselineAccuracy stats.Float `json:"constant_baseline_accuracy"` // of never acting
	BalancedAccuracy         stats.Float `json:"balanced_accuracy"`
	MacroF1                  stats.Float `json:"macro_f1"`
	SkillMacroF1             stats.Float `json:"skill_macro_f1"`
	MCC                      stats.Float `json:"mcc"`
	Kappa                    stats.Float `json:"kappa"`
	YoudenJ                  stats.Float `json:"youden_j"` // of the act-or-not gate

	NLL        stats.Float `json:"nll"` // nats a frame
	NLLSkill   stats.Float `json:"nll_skill"`
	Brier      stats.Float `json:"brier"` // summed over classes
	BrierSkill stats.Float `json:"brier_skill"`
	ECE        stats.Float `json:"ece"`         // of p_act
	PActRatio  stats.Float `json:"p_act_ratio"` // mean p_act over the prior's
	// Reliability is the bins of the ECE; empty without scores.
	Reliability []Bin `json:"reliability"`

	// Split is null unless availability is logged.
	Split *Split `json:"availability"`

	Confusion [][]int  `json:"confusion"` // rows truth, columns prediction
	Classes   []string `json:"classes"`

	CI95 map[string]stats.Interval `json:"ci95"` // by bootstrap over recordings
}

// SkillRate compares how often the expert and the policy use a skill.
type SkillRate struct {
	Skill     string      `json:"skill"`
	Expert    int         `json:"expert"`
	Predicted int         `json:"predicted"`
	Ratio     stats.Float `json:"action_rate_ratio"`
	TP        int         `json:"tp_5"` // matched within ±5 frames
	Precision stats.Float `json:"event_precision_5"`
	Recall    stats.Float `json:"event_recall_5"`
	F1        stats.Float `json:"event_f1_5"`
	AP        stats.Float `json:"average_precision_5"` // null without scores
}

// Lag is the lag of matched presses in frames; negative is early.
type Lag struct {
	Mean   stats.Float `json:"mean"`
	Median stats.Float `json:"median"`
}

// PrecisionByTolerance holds the average precision at each of Tolerances. In JSON it
// is an object like EventScores.
type PrecisionByTolerance [len(Tolerances)]stats.Float

// MarshalJSON writes {"0": …, "1": …, "2": …, "5": …, "10": …}.
func (p PrecisionByTolerance) MarshalJSON() ([]byte, error) { return marshalByTolerance(p[:]) }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *PrecisionByTolerance) UnmarshalJSON(data []byte) error {
	return unmarshalByTolerance(data, p[:])
}

// Result computes every metric over the recordings added so far. More recordings
// can be added afterwards.
func (e *Evaluation) Result() (Result, error) {
	if len(e.recordings) == 0 {
		return Result{}, errors.New("evaluate: no recordings; add at least one")
	}
	t, noAction, prior := e.total(), e.config.NoAction, e.config.Prior
	r := Result{
		ActionRateRatio:          stats.Float(t.actionRateRatio()),
		Collapsed:                t.actionRateRatio() < CollapsedBelow,
		LongestIdleFrames:        e.longestIdle,
		Events:                   t.eventScores(),
		WrongSkillRate:           stats.Float(t.wrongSkillRate()),
		Lag:                      Lag{Mean: stats.Float(t.lagMean()), Median: stats.Float(t.lagMedian())},
		FrameAccuracy:            stats.Float(t.frameAccuracy()),
		ConstantBaselineAccuracy: stats.Float(t.constantBaseline(noAction)),
		BalancedAccuracy:         stats.Float(t.balancedAccuracy()),
		MacroF1:                  stats.Float(t.macroF1(-1)),
		SkillMacroF1:             stats.Float(t.macroF1(noAction)),
		MCC:                      stats.Float(t.mcc()),
		Kappa:                    stats.Float(t.kappa()),
		YoudenJ:                  stats.Float(t.youdenJ(noAction)),
		Confusion:                t.matrix(),
		UnbookedActionRateRatio:  stats.Undefined(),
		Classes:                  append([]string(nil), e.config.Classes...),
		CI95:                     e.bootstrap(),
	}
	for c, name := range e.config.Classes {
		if c != noAction {
			x := newEventScore(t.timed[c], t.predicted[c], t.expert[c])
			s := SkillRate{
				Skill: name, Expert: t.expert[c], Predicted: t.predicted[c],
				Ratio: stats.Float(stats.Ratio(float64(t.predicted[c]), float64(t.expert[c]))),
				TP:    x.TP, Precision: x.Precision, Recall: x.Recall, F1: x.F1, AP: stats.Undefined(),
			}
			if e.scored {
				s.AP = stats.Float(averagePrecision(e.candidates[mainTolerance][c], t.expert[c]))
			}
			r.Skills = append(r.Skills, s)
		}
	}
	if e.split {
		r.Split = &Split{Available: e.parts[1].share(noAction, e.scored), NoneAvailable: e.parts[0].share(noAction, e.scored)}
	}
	e.scoreMetrics(&r, t, prior)
	return r, nil
}

// WithoutBook sets UnbookedActionRateRatio from the number of presses of the same
// decoder with every skill available.
func (r *Result) WithoutBook(presses int) {
	expert := 0
	for _, s := range r.Skills {
		expert += s.Expert
	}
	r.UnbookedActionRateRatio = stats.Float(stats.Ratio(float64(presses), float64(expert)))
}

// scoreMetrics fills in the metrics that need scores.
func (e *Evaluation) scoreMetrics(r *Result, t *tally, prior []float64) {
	undefined := stats.Undefined()
	r.AveragePrecision, r.AUPRCAct, r.ECE = undefined, undefined, undefined
	r.Reliability = []Bin{}
	r.NLL, r.NLLSkill, r.Brier, r.BrierSkill, r.PActRatio = undefined, undefined, undefined, undefined, undefined
	for i := range r.AveragePrecisionByTolerance {
		r.AveragePrecisionByTolerance[i] = undefined
	}
	if !e.scored {
		return
	}
	frames := float64(t.frames)
	r.NLL, r.Brier = stats.Float(t.nll/frames), stats.Float(t.brier/frames)
	r.NLLSkill, r.BrierSkill = stats.Float(t.nllSkill(prior)), stats.Float(t.brierSkill(prior))
	r.PActRatio = stats.Float(t.pActRatio(prior, e.config.NoAction))
	r.Reliability = reliability(e.presses)
	r.ECE = stats.Float(expectedCalibrationError(e.presses))
	r.AUPRCAct = stats.Float(areaUnderPR(e.presses))
	all := 0.0
	for i := range Tolerances {
		total, used := 0.0, 0
		for c, candidates := range e.candidates[i] {
			if ap := averagePrecision(candidates, t.expert[c]); !math.IsNaN(ap) {
				total += ap
				used++
			}
		}
		mean := stats.Ratio(total, float64(used))
		r.AveragePrecisionByTolerance[i] = stats.Float(mean)
		all += mean / float64(len(Tolerances))
	}
	r.AveragePrecision = stats.Float(all)
}

// Echoes reports whether the model's presses match only at a large tolerance and lag
// behind the expert's. Such a model may react to the expert's press on the screen
// and never act in a match.
func (r *Result) Echoes() bool {
	near, _ := r.Events.At(2)
	wide, _ := r.Events.At(5)
	return r.Lag.Median >= 3 && 2*near.F1 < wide.F1
}

// Scored reports whether the evaluated recordings had scores.
func (r *Result) Scored() bool { return r.NLL.Defined() }

package offline

import "github.com/kumite/kumite/policy/stats"

// Split holds the metrics of frames with some skill available and of frames
// with none: to choose no_action and to be forced to it are different things.
type Split struct {
	Available     Share `json:"some_available"`
	NoneAvailable Share `json:"none_available"`
}

// Share is the metrics of a part of the frames. Presses are events that begin
// there; an event counts as matched when its partner, in whichever part, is of
// its skill and within ±5 frames.
type Share struct {
	Frames           int         `json:"frames"`
	Expert           int         `json:"expert"`
	Predicted        int         `json:"predicted"`
	ActionRateRatio  stats.Float `json:"action_rate_ratio"`
	EventPrecision   stats.Float `json:"event_precision_5"`
	EventRecall      stats.Float `json:"event_recall_5"`
	FrameAccuracy    stats.Float `json:"frame_accuracy"`
	NeverActing      stats.Float `json:"constant_baseline_accuracy"`
	BalancedAccuracy stats.Float `json:"balanced_accuracy"`
	SkillMacroF1     stats.Float `json:"skill_macro_f1"`
	YoudenJ          stats.Float `json:"youden_j"`
	AUPRCAct         stats.Float `json:"auprc_act"`
	NLL              stats.Float `json:"nll"`
	Brier            stats.Float `json:"brier"`
	ECE              stats.Float `json:"ece"`
	MeanPAct         stats.Float `json:"mean_p_act"`
}

// part is a tally of some of the frames, with the events that begin there.
type part struct {
	tally
	expertTimed    int // expert events that were matched at the headline tolerance
	predictedTimed int
	presses        []press
}

func newPart(classes int) *part { return &part{tally: *newTally(classes)} }

// divide counts one recording's frames by availability: none in parts[0], some
// in parts[1]. p are its probabilities, [frames, classes], or nil.
func divide(parts *[2]*part, r Recording, p []float64, classes, noAction int) {
	of := func(frame int) *part {
		if r.Available[frame] {
			return parts[1]
		}
		return parts[0]
	}
	for f, truth := range r.Truth {
		x := of(f)
		x.frames++
		x.confusion[truth*classes+r.Predicted[f]]++
		if p == nil {
			continue
		}
		row := p[f*classes : (f+1)*classes]
		x.nll += surprise(r.Scores[f*classes:(f+1)*classes], truth)
		x.brier += brierOf(row, truth)
		act := pressing(row, noAction)
		x.pAct += act
		x.presses = append(x.presses, press{p: float32(act), act: truth != noAction})
	}
	experts, emitted := Events(r.Truth, classes, noAction), Events(r.Predicted, classes, noAction)
	for c := range classes {
		for _, frame := range experts[c] {
			of(frame).expert[c]++
		}
		for _, frame := range emitted[c] {
			of(frame).predicted[c]++
		}
		for _, pair := range Match(experts[c], emitted[c], Tolerances[headline]) {
			of(experts[c][pair[0]]).expertTimed++
			of(emitted[c][pair[1]]).predictedTimed++
		}
	}
}

// merge counts o as well.
func (x *part) merge(o *part) {
	x.add(&o.tally)
	x.expertTimed += o.expertTimed
	x.predictedTimed += o.predictedTimed
	x.presses = append(x.presses, o.presses...)
}

func (x *part) share(noAction int, scored bool) Share {
	frames := float64(x.frames)
	s := Share{
		Frames: x.frames, Expert: sum(x.expert), Predicted: sum(x.predicted),
		ActionRateRatio:  stats.Float(x.actionRateRatio()),
		EventPrecision:   stats.Float(stats.Ratio(float64(x.predictedTimed), float64(sum(x.predicted)))),
		EventRecall:      stats.Float(stats.Ratio(float64(x.expertTimed), float64(sum(x.expert)))),
		FrameAccuracy:    stats.Float(x.frameAccuracy()),
		NeverActing:      stats.Float(x.constantBaseline(noAction)),
		BalancedAccuracy: stats.Float(x.balancedAccuracy()),
		SkillMacroF1:     stats.Float(x.macroF1(noAction)),
		YoudenJ:          stats.Float(x.youdenJ(noAction)),
		AUPRCAct:         stats.Undefined(), NLL: stats.Undefined(), Brier: stats.Undefined(),
		ECE: stats.Undefined(), MeanPAct: stats.Undefined(),
	}
	if scored {
		s.AUPRCAct = stats.Float(areaUnderPR(x.presses))
		s.NLL, s.Brier = stats.Float(stats.Ratio(x.nll, frames)), stats.Float(stats.Ratio(x.brier, frames))
		s.ECE = stats.Float(expectedCalibrationError(x.presses))
		s.MeanPAct = stats.Float(stats.Ratio(x.pAct, frames))
	}
	return s
}

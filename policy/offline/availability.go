package offline

import "github.com/kumite/kumite/policy/rating"

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
	Frames           int          `json:"frames"`
	Expert           int          `json:"expert"`
	Predicted        int          `json:"predicted"`
	ActionRateRatio  rating.Float `json:"action_rate_ratio"`
	EventPrecision   rating.Float `json:"event_precision_5"`
	EventRecall      rating.Float `json:"event_recall_5"`
	FrameAccuracy    rating.Float `json:"frame_accuracy"`
	NeverActing      rating.Float `json:"constant_baseline_accuracy"`
	BalancedAccuracy rating.Float `json:"balanced_accuracy"`
	SkillMacroF1     rating.Float `json:"skill_macro_f1"`
	YoudenJ          rating.Float `json:"youden_j"`
	AUPRCAct         rating.Float `json:"auprc_act"`
	NLL              rating.Float `json:"nll"`
	Brier            rating.Float `json:"brier"`
	ECE              rating.Float `json:"ece"`
	MeanPAct         rating.Float `json:"mean_p_act"`
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
		ActionRateRatio:  rating.Float(x.actionRateRatio()),
		EventPrecision:   rating.Float(ratio(float64(x.predictedTimed), float64(sum(x.predicted)))),
		EventRecall:      rating.Float(ratio(float64(x.expertTimed), float64(sum(x.expert)))),
		FrameAccuracy:    rating.Float(x.frameAccuracy()),
		NeverActing:      rating.Float(x.constantBaseline(noAction)),
		BalancedAccuracy: rating.Float(x.balancedAccuracy()),
		SkillMacroF1:     rating.Float(x.macroF1(noAction)),
		YoudenJ:          rating.Float(x.youdenJ(noAction)),
		AUPRCAct:         rating.Undefined(), NLL: rating.Undefined(), Brier: rating.Undefined(),
		ECE: rating.Undefined(), MeanPAct: rating.Undefined(),
	}
	if scored {
		s.AUPRCAct = rating.Float(areaUnderPR(x.presses))
		s.NLL, s.Brier = rating.Float(ratio(x.nll, frames)), rating.Float(ratio(x.brier, frames))
		s.ECE = rating.Float(expectedCalibrationError(x.presses))
		s.MeanPAct = rating.Float(ratio(x.pAct, frames))
	}
	return s
}

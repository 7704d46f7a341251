package offline

import "github.com/kumite/kumite/policy/stats"

// Split holds the metrics of frames with some skill available and of frames with
// none, on which no_action is forced.
type Split struct {
	Available     Share `json:"some_available"`
	NoneAvailable Share `json:"none_available"`
}

// Share holds the metrics of a part of the frames. Its events are those that begin
// in the part. An event is matched by an event of the same skill within ±5 frames,
// in either part.
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

// part is a tally of a part of the frames, with the events that begin there.
type part struct {
	tally
	expertTimed    int // matched expert events at the main tolerance
	predictedTimed int
	presses        []press
}

func newPart(classes int) *part { return &part{tally: *newTally(classes)} }

// divide adds one recording's frames to the parts: those without an available skill
// to parts[0], the others to parts[1]. p is its probabilities, [frames, classes],
// or nil.
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
		x.nll += nllOf(r.Scores[f*classes:(f+1)*classes], truth)
		x.brier += brierOf(row, truth)
		act := pActOf(row, noAction)
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
		for _, pair := range Match(experts[c], emitted[c], Tolerances[mainTolerance]) {
			of(experts[c][pair[0]]).expertTimed++
			of(emitted[c][pair[1]]).predictedTimed++
		}
	}
}

// merge adds o.
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

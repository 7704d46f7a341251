package main

import (
	"math"
	"time"

	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/policy/tuning"
)

// tuningResult is what `kumite tune --json` prints.
type tuningResult struct {
	Schema      string            `json:"schema"`
	Model       string            `json:"model"`
	ModelSHA256 string            `json:"model_sha256"` // with the sidecar that it had
	Logs        tunedLogs         `json:"logs"`
	Calibration tunedCalibration  `json:"calibration"`
	Objective   tunedObjective    `json:"objective"`
	Argmax      tunedPoint        `json:"argmax"` // what the model does without a decoder
	Families    []tunedFamily     `json:"families"`
	Chosen      tunedPoint        `json:"chosen"`
	Others      []otherObjective  `json:"other_objectives"`
	Sidecar     string            `json:"sidecar"` // "" where none was written
	skipped     map[string]string // families that cannot be, with the reason
	delay       *int32
	settings    int
	scoring     time.Duration
	searching   time.Duration
}

type tunedLogs struct {
	Folder       string `json:"folder"`
	SHA256       string `json:"sha256"` // of logs.json and the recordings' files
	Recordings   int    `json:"recordings"`
	Frames       int    `json:"frames"`
	Presses      int    `json:"presses"` // of the expert, on the half that the settings were chosen on
	CalibratedOn int    `json:"calibrated_on"`
	TunedOn      int    `json:"tuned_on"`
	SplitSeed    uint64 `json:"split_seed"`
	Resamples    int    `json:"resamples"`
}

// tunedCalibration holds the NLL in nats a frame, on the half that it was not
// fitted on, with the model's own calibration and with this one.
type tunedCalibration struct {
	tuning.Calibration
	Classes   []string `json:"classes"`
	NLLBefore float64  `json:"nll_before"`
	NLLAfter  float64  `json:"nll_after"`
}

type tunedObjective struct {
	Name      string `json:"name"`
	About     string `json:"about"`
	Tolerance int    `json:"tolerance"`
}

// otherObjective is what another objective would have chosen.
type otherObjective struct {
	Name   string     `json:"name"`
	Chosen tunedPoint `json:"chosen"`
}

type tunedFamily struct {
	Decoder string       `json:"decoder"`
	Setting string       `json:"setting"`
	Curve   []tunedPoint `json:"curve"`
	Best    int          `json:"best"`   // of Curve: the highest objective
	Chosen  int          `json:"chosen"` // of Curve: the least active within one standard error
}

// tunedPoint is what one setting does on the half that settings are chosen on.
type tunedPoint struct {
	Setting          stats.Float     `json:"setting"`
	Query            string          `json:"query"`
	Objective        stats.Float     `json:"objective"`
	SE               stats.Float     `json:"se"`
	CI95             *stats.Interval `json:"ci95"`
	EventF1          stats.Float     `json:"event_f1"`
	ActionRateRatio  stats.Float     `json:"action_rate_ratio"`
	WithoutBook      stats.Float     `json:"action_rate_ratio_without_book"`
	BalancedAccuracy stats.Float     `json:"balanced_accuracy"`
	FrameAccuracy    stats.Float     `json:"frame_accuracy"`
	Presses          int             `json:"presses"`
}

func newTunedPoint(c tuning.Candidate, s tuning.Scored) tunedPoint {
	t := &s.Total
	p := tunedPoint{
		Setting: stats.Float(c.Setting), Query: c.Query, Objective: stats.Float(s.Value), SE: stats.Float(s.SE),
		EventF1: stats.Float(t.EventF(1)), ActionRateRatio: stats.Float(t.RateRatio()), WithoutBook: stats.Float(t.UnbookedRatio()),
		BalancedAccuracy: stats.Float(t.BalancedAccuracy()), FrameAccuracy: stats.Float(t.Accuracy()), Presses: t.Presses,
	}
	if !math.IsNaN(s.Lo) {
		p.CI95 = &stats.Interval{Lo: s.Lo, Hi: s.Hi}
	}
	return p
}

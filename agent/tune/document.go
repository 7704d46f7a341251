package tune

import (
	"math"
	"time"

	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a tuning.
const Schema = "kumite.tune/1"

// Document is the result of tuning a model, with the whole search.
type Document struct {
	Schema      string          `json:"schema"`
	Model       string          `json:"model"`
	ModelSHA256 string          `json:"model_sha256"` // including the sidecar before tuning
	Logs        Logs            `json:"logs"`
	Calibration UsedCalibration `json:"calibration"`
	Objective   UsedObjective   `json:"objective"`
	Argmax      Point           `json:"argmax"` // the model with plain argmax
	Families    []Family        `json:"families"`
	Chosen      Point           `json:"chosen"`
	Others      []Other         `json:"other_objectives"`
	Sidecar     string          `json:"sidecar"`            // "" if none was written
	Warnings    []string        `json:"warnings,omitempty"` // why the numbers mean less than they seem to

	TooFew   bool              `json:"-"` // a half is too small for its intervals
	Skipped  map[string]string `json:"-"` // reason by decoder that this model does not support
	Settings int               `json:"-"` // number of settings tried
	Timings  Timings           `json:"-"`
	delay    *int32            // stated by the model's file

	reference *drift.Reference // of the model with the chosen settings
}

// Timings is the time spent by step.
type Timings struct{ Scoring, Searching time.Duration }

// Logs describes the log folder.
type Logs struct {
	Folder       string `json:"folder"`
	SHA256       string `json:"sha256"` // of logs.json and the recordings' files
	Recordings   int    `json:"recordings"`
	Frames       int    `json:"frames"`
	Presses      int    `json:"presses"` // of the expert, on the half used to choose
	CalibratedOn int    `json:"calibrated_on"`
	TunedOn      int    `json:"tuned_on"`
	SplitSeed    uint64 `json:"split_seed"`
	Resamples    int    `json:"resamples"`

	PeriodMS float64 `json:"-"` // decision period
}

// UsedCalibration is a calibration with the mean NLL in nats per frame on the half
// that it was not fitted on, before (the model's own calibration) and after.
type UsedCalibration struct {
	Calibration
	Classes   []string `json:"classes"`
	NLLBefore float64  `json:"nll_before"`
	NLLAfter  float64  `json:"nll_after"`
}

// UsedObjective is the objective that settings were chosen by.
type UsedObjective struct {
	Name      string `json:"name"`
	About     string `json:"about"`
	Tolerance int    `json:"tolerance"`
}

// Other is the choice of another objective.
type Other struct {
	Name   string `json:"name"`
	Chosen Point  `json:"chosen"`
}

// Family is the search over the main setting of one kind of decoder.
type Family struct {
	Decoder string  `json:"decoder"`
	Setting string  `json:"setting"`
	Curve   []Point `json:"curve"`
	Best    int     `json:"best"`   // index in Curve of the highest objective
	Chosen  int     `json:"chosen"` // index in Curve of the least active within one standard error
}

// Point holds the results of one setting on the half used to choose.
type Point struct {
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

func newPoint(c Candidate, s Scored) Point {
	t := &s.Total
	p := Point{
		Setting: stats.Float(c.Setting), Query: c.Query, Objective: stats.Float(s.Value), SE: stats.Float(s.SE),
		EventF1: stats.Float(t.EventF(1)), ActionRateRatio: stats.Float(t.RateRatio()), WithoutBook: stats.Float(t.UnbookedRatio()),
		BalancedAccuracy: stats.Float(t.BalancedAccuracy()), FrameAccuracy: stats.Float(t.Accuracy()), Presses: t.Presses,
	}
	if !math.IsNaN(s.Lo) {
		p.CI95 = &stats.Interval{Lo: s.Lo, Hi: s.Hi}
	}
	return p
}

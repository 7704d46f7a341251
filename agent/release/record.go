package release

import (
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// Schema is the schema of a record.
const Schema = "kumite.release/1"

// Record is what is known of a released model: release.json.
type Record struct {
	Schema       string           `json:"schema"`
	Model        duel.Participant `json:"model"`
	DelayTicks   int32            `json:"delay_ticks"`
	RulesVersion int              `json:"rules_version"`
	SignedBy     string           `json:"signed_by"`
	Time         string           `json:"time"` // RFC 3339, UTC
	Command      string           `json:"command"`
	Version      string           `json:"kumite_version"`

	Offline  *Offline  `json:"offline,omitempty"`
	Online   *Online   `json:"online,omitempty"`
	Check    *Check    `json:"check,omitempty"`
	Review   *Review   `json:"review,omitempty"`
	Feedback *Feedback `json:"feedback,omitempty"`

	Warnings []string `json:"warnings,omitempty"` // what in the evidence speaks against the model
}

// Offline is the model's part of an evaluation.
type Offline struct {
	FileSHA256 string         `json:"file_sha256"`
	LogsSHA256 string         `json:"logs_sha256"`
	Logs       offline.Logs   `json:"logs"`
	Result     offline.Result `json:"result"`
}

// Online is the model's part of a run.
type Online struct {
	Manifest   string         `json:"manifest_sha256"`
	Seed       uint64         `json:"seed"`
	Pairs      int            `json:"pairs"`
	DelayTicks int32          `json:"delay_ticks"`
	Ended      string         `json:"ended"`
	Standing   arena.Standing `json:"standing"`
	Opponents  []Opponent     `json:"opponents"`
}

// Opponent is a pairing of the model.
type Opponent struct {
	Name      string         `json:"name"`
	Pairs     int            `json:"pairs"`
	Score     stats.Float    `json:"score"` // the model's, mean over pairs
	ScoreCI95 stats.Interval `json:"score_ci95"`
}

// Check is the check of a service's requirements.
type Check struct {
	FileSHA256   string               `json:"file_sha256"`
	Requirements string               `json:"requirements_sha256"`
	Verdict      requirements.Verdict `json:"verdict"`
	Passed       int                  `json:"passed"`
	Target       requirements.Target  `json:"target"`
}

// Review is what reviewers say of the model.
type Review struct {
	Review      string              `json:"review"` // hash of its key
	Reviewers   int                 `json:"reviewers"`
	Verdicts    int                 `json:"verdicts"`
	Preferences []review.Preference `json:"preferences"` // that the model is part of
}

// Feedback is what people complained about.
type Feedback struct {
	Complaints int    `json:"complaints"`
	Settled    int    `json:"settled"` // whose test the model passes
	Open       []Open `json:"open"`
	Scenarios  string `json:"scenarios_sha256,omitempty"` // of the tests
}

// Open is a complaint that no test shows to be settled.
type Open struct {
	Number int           `json:"number"`
	Kind   feedback.Kind `json:"kind"`
	Skill  string        `json:"skill,omitempty"`
	About  string        `json:"contestant"`
	Note   string        `json:"note,omitempty"`
	// Verdict is the model's in the complaint's test; "" if there is none.
	Verdict scenario.Verdict `json:"verdict,omitempty"`
}

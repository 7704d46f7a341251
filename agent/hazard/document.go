package hazard

import (
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a comparison.
const Schema = "kumite.hazard/1"

// Document is the result of a comparison.
type Document struct {
	Schema      string `json:"schema"`
	Verdict     string `json:"verdict"` // in a few sentences
	Contestant  string `json:"contestant"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Script       string   `json:"script"`
	Against      []string `json:"against"`
	Matches      int      `json:"matches"`
	Seed         uint64   `json:"seed"`
	Futures      int      `json:"futures"` // per frame
	RulesVersion int      `json:"rules_version"`
	All          Row      `json:"all"`
	Most         Extreme  `json:"largest"`        // over all frames
	AboveHalf    Counts   `json:"above_half"`     // frames on which each is above one half
	ByPAct       []Row    `json:"by_p_act"`       // frames by the model's probability, lowest first
	ByHazard     []Row    `json:"by_hazard"`      // by the true probability
	ByOpening    []Row    `json:"by_opening"`     // by the skill that the rule has right
	MeanAbsError float64  `json:"mean_abs_error"` // of p_act to the hazard, over frames
}

// Row compares what was observed with what was expected over some frames.
type Row struct {
	Name    string         `json:"name"`
	Frames  int            `json:"frames"`
	Presses int            `json:"presses"`   // observed
	Rate    stats.Float    `json:"rate"`      // presses per frame
	RateCI  stats.Interval `json:"rate_ci95"` // Wilson's, as if frames were independent
	Hazard  stats.Float    `json:"hazard"`    // mean true probability
	PAct    stats.Float    `json:"p_act"`     // mean of the model's
}

// Extreme holds the largest values over all frames.
type Extreme struct {
	Hazard float64 `json:"hazard"`
	PAct   float64 `json:"p_act"`
}

// Counts count frames.
type Counts struct {
	Hazard int `json:"hazard"`
	PAct   int `json:"p_act"`
}

// tally collects a row.
type tally struct {
	frames, presses int
	hazard, pAct    float64
}

func (t *tally) add(f frame) {
	t.frames++
	t.hazard, t.pAct = t.hazard+f.hazard, t.pAct+f.pAct
	if f.pressed {
		t.presses++
	}
}

func (t tally) row(name string) Row {
	r := Row{Name: name, Frames: t.frames, Presses: t.presses, Rate: stats.Undefined(), RateCI: stats.UndefinedInterval(), Hazard: stats.Undefined(), PAct: stats.Undefined()}
	if n := float64(t.frames); n > 0 {
		r.Rate, r.RateCI = stats.Float(float64(t.presses)/n), stats.Wilson(float64(t.presses), n)
		r.Hazard, r.PAct = stats.Float(t.hazard/n), stats.Float(t.pAct/n)
	}
	return r
}

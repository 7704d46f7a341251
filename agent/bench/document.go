package bench

import (
	"fmt"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a Document in JSON.
const Schema = "kumite.bench/1"

// Document is the result of a benchmark. Of Results, the first is of the contestant and
// the second of the one that it is compared with; the summaries before it are of the first.
type Document struct {
	Schema   string   `json:"schema"`
	Scenario Scenario `json:"scenario"`
	Seed     uint64   `json:"seed"`
	WindowMS float64  `json:"window_ms"`
	PaceMS   float64  `json:"pace_ms"`
	Machine  Machine  `json:"machine"`

	Latency *Latency `json:"latency_us,omitempty"` // of whole decisions: back to back, at the largest number of agents, or of runs

	MatchRate         map[string]float64 `json:"match_seconds_per_second,omitempty"` // by number of workers
	RuntimeLimitShare *stats.Float       `json:"runtime_limit_share,omitempty"`      // one worker's rate over that of two bare runs of the network for each decision period

	Results  []Result `json:"results"`
	Versus   []Ratio  `json:"versus,omitempty"` // the contestant over the other
	Warnings []string `json:"warnings,omitempty"`
}

// Machine is what measured, and what else kept it busy.
type Machine struct {
	CPU        string      `json:"cpu"`
	Cores      int         `json:"cores"`
	System     string      `json:"system"`
	Go         string      `json:"go"`
	Runtime    string      `json:"runtime"`
	Options    string      `json:"runtime_options"`
	Provider   string      `json:"provider"`
	Isolated   string      `json:"isolate"`
	LoadBefore stats.Float `json:"load_before"` // load average over a minute; null if unknown
	LoadAfter  stats.Float `json:"load_after"`  // includes the benchmark's own
}

// Result is what a scenario measured of one contestant.
type Result struct {
	Name   string `json:"name"`
	Spec   string `json:"spec"`
	SHA256 string `json:"model_sha256"`
	policy.FileHashes
	Eye string `json:"preprocessing"` // "go" or "opencv"

	Single  []Loading      `json:"single,omitempty"` // Hot and Paced
	Server  *ServerResult  `json:"server,omitempty"`
	Offline []Batch        `json:"offline,omitempty"` // by inputs of a run
	Matches *MatchesResult `json:"matches,omitempty"`
	Memory  *MemoryResult  `json:"memory,omitempty"`
}

// Rate is a number per second, the mean of the windows, with the 95 % interval of the
// mean.
type Rate struct {
	PerSecond float64        `json:"per_second"`
	CI95      stats.Interval `json:"ci95"`
}

// Ratio is the geometric mean of the ratios of paired windows, with its interval.
type Ratio struct {
	Of      string         `json:"of"` // what is compared
	Ratio   stats.Float    `json:"ratio"`
	CI95    stats.Interval `json:"ratio_ci95"`
	Windows int            `json:"windows"` // pairs of them
}

// newRatio compares two series of windows.
func newRatio(of string, a, b []float64) Ratio {
	r := Ratio{Of: of, Windows: len(a)}
	r.Ratio, r.CI95 = stats.PairedRatio(a, b)
	return r
}

// warn adds a warning.
func (d *Document) warn(text string) { d.Warnings = append(d.Warnings, text) }

// unstable is the warning of windows that do not agree.
func unstable(what string, windows []Window) string {
	return fmt.Sprintf("%s: the last %d of %d windows differ by more than 10 %%; measure again on an idle machine", what, agree, len(windows))
}

package requirements

import (
	"context"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a Document in JSON.
const Schema = "kumite.check/1"

// Verdict is whether a requirement is met.
type Verdict string

// The verdicts.
const (
	Pass      Verdict = "PASS"
	Fail      Verdict = "FAIL"
	Undecided Verdict = "UNDECIDED" // the samples show neither
)

// Document is the result of a check.
type Document struct {
	Schema  string  `json:"schema"`
	Verdict Verdict `json:"verdict"` // FAIL if any line fails, else UNDECIDED if any is undecided

	Requirements string `json:"requirements"` // the file
	FileSHA256   string `json:"requirements_sha256"`

	Name   string `json:"name"`
	Spec   string `json:"spec"`
	SHA256 string `json:"model_sha256"`
	policy.FileHashes
	Decoder string `json:"decoder,omitempty"` // in full, if the model loads
	Target  Target `json:"target"`
	Seed    uint64 `json:"seed"`

	Lines    []Line         `json:"lines"`             // in the order of the file, the target first
	Packing  *Packing       `json:"packing,omitempty"` // with a requirement of memory
	Machine  *bench.Machine `json:"machine,omitempty"` // that was benchmarked, if any was
	Warnings []string       `json:"warnings,omitempty"`
}

// Count returns the number of lines with a verdict.
func (d *Document) Count(v Verdict) (n int) {
	for _, l := range d.Lines {
		if l.Verdict == v {
			n++
		}
	}
	return n
}

// Line is one requirement: what is wanted, what was measured, and the verdict.
type Line struct {
	Line        int    `json:"line"` // of the file; 0 if the file does not state it
	Section     string `json:"section"`
	Requirement string `json:"requirement"` // what is measured
	Unit        string `json:"unit"`        // "ms", "decisions/s", …; "" for shares and metrics

	AtLeast *float64 `json:"at_least"` // null for no bound
	AtMost  *float64 `json:"at_most"`

	Measured stats.Float    `json:"measured"`
	CI95     stats.Interval `json:"ci95"`
	N        int            `json:"n"`
	Samples  string         `json:"samples"` // what n counts, e.g. "pairs"

	Verdict  Verdict  `json:"verdict"`
	Reason   string   `json:"reason,omitempty"` // for UNDECIDED, and where numbers do not say it
	Needs    int      `json:"needs,omitempty"`  // further samples for a decision, if the next are like these
	Remedies []Remedy `json:"remedies,omitempty"`

	measure func(ctx context.Context, m *measurer, l *Line) error
}

// Change is a kind of change that makes a requirement pass.
type Change string

// The changes, the cheapest first.
const (
	OtherModel   Change = "candidate" // ship another of the given models
	LongerDelay  Change = "delay"     // allow more time: the win rates bear it
	MoreCopies   Change = "instances" // run more processes
	SmallerModel Change = "smaller"   // make the network smaller or faster
)

// Remedy is a change with which a requirement that fails would pass.
type Remedy struct {
	Change Change `json:"change"`

	Candidate string         `json:"candidate,omitempty"` // OtherModel, with what was measured of it
	Measured  stats.Float    `json:"candidate_measured"`
	CI95      stats.Interval `json:"candidate_ci95"`

	BearsMS   float64 `json:"bears_ms,omitempty"`      // LongerDelay: up to here the win rates reach their bounds
	Instances int     `json:"copies,omitempty"`        // MoreCopies: processes in all
	Factor    float64 `json:"shrink_factor,omitempty"` // SmallerModel: its time or memory over that of this one
}

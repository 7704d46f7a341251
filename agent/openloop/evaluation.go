package openloop

import (
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/offline"
)

// Schema is the schema of an evaluation.
const Schema = "kumite.eval/1"

// Evaluation holds the results of candidates on the same logs or table.
type Evaluation struct {
	Schema     string           `json:"schema"`
	Logs       offline.Logs     `json:"logs"`
	LogsSHA256 string           `json:"logs_sha256,omitempty"` // see logs.Folder.SHA256; none for a table
	Candidates []offline.Result `json:"candidates"`
	Baseline   string           `json:"baseline,omitempty"` // name of the candidate that the others are compared with, if there are others
	Changes    []Change         `json:"changes,omitempty"`  // of the other candidates, in their order
	Warnings   []string         `json:"warnings,omitempty"` // why the numbers mean less than they seem to

	Source   string  `json:"-"` // the log folder or the table
	Null     string  `json:"-"` // name of the null class
	PeriodMS float64 `json:"-"` // decision period of the logs; 0 for a table, which states none
	Timings  Timings `json:"-"` // zero for a table

	reference *drift.Reference
	referred  string // the model's file
}

// WriteReference writes the reference statistics that Config.Refer asked for into the
// model's sidecar, whose other keys it keeps, and returns the sidecar's name.
func (e *Evaluation) WriteReference() (string, error) {
	path := e.referred + ".json"
	return path, WriteSidecar(path, path, map[string]any{ReferenceKey: e.reference})
}

// Change is a candidate's metrics minus those of the baseline, over the same recordings.
type Change struct {
	Name    string                    `json:"name"`
	Metrics map[string]offline.Change `json:"metrics"` // by the keys of offline.Result's CI95
}

// Collapsed returns the candidates that have collapsed, i.e. hardly ever act.
func (e *Evaluation) Collapsed() []offline.Result {
	var all []offline.Result
	for _, c := range e.Candidates {
		if c.Collapsed {
			all = append(all, c)
		}
	}
	return all
}

// Scored reports whether any candidate has scores.
func (e *Evaluation) Scored() bool {
	for i := range e.Candidates {
		if e.Candidates[i].Scored() {
			return true
		}
	}
	return false
}

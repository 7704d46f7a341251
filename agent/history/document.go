package history

import (
	"cmp"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a Document.
const Schema = "kumite.history/1"

// Document is the history of contestants.
type Document struct {
	Schema   string    `json:"schema"`
	Rows     []Row     `json:"rows"`    // by contestant, opponent and time
	Verdicts []Verdict `json:"checked"` // of the contestants that Config.Check names
	Warnings []string  `json:"warnings,omitempty"`
}

// Row is the result of a contestant against an opponent in one run.
type Row struct {
	Time       time.Time      `json:"time"` // of the run's last match
	Dir        string         `json:"run"`
	Contestant string         `json:"contestant"`
	SHA256     string         `json:"model_sha256,omitempty"` // "" for a script
	Opponent   string         `json:"opponent"`
	Wins       int            `json:"wins"`
	Losses     int            `json:"losses"`
	Draws      int            `json:"draws"`
	Rate       stats.Float    `json:"win_rate"` // wins by all matches
	CI95       stats.Interval `json:"win_rate_ci95"`
}

// Games returns the number of matches.
func (r Row) Games() int { return r.Wins + r.Losses + r.Draws }

// Verdict is the comparison of a contestant's newest run with an earlier one.
type Verdict struct {
	Before string             `json:"before"` // run folders
	After  string             `json:"after"`
	Result compare.Contestant `json:"result"`
}

// Worse returns the names of the contestants that got worse.
func (d *Document) Worse() (names []string) {
	for _, v := range d.Verdicts {
		if v.Result.Verdict == compare.Worse {
			names = append(names, v.Result.Name)
		}
	}
	return names
}

// sortRows sorts rows by contestant, opponent, time and folder.
func sortRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Contestant, b.Contestant), cmp.Compare(a.Opponent, b.Opponent), a.Time.Compare(b.Time), cmp.Compare(a.Dir, b.Dir))
	})
}

package audit

// Schema is the schema of a Document.
const Schema = "kumite.logs-check/1"

// Verdict is how a check ended.
type Verdict string

// The verdicts, from good to bad. NotChecked is that of a check that had nothing
// to look at, and not of a document.
const (
	NotChecked Verdict = "not checked"
	OK         Verdict = "ok"
	Warn       Verdict = "warn"
	Fail       Verdict = "FAIL"
)

// Finding is the outcome of one check.
type Finding struct {
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"says"`
	Fix     string  `json:"mend,omitempty"` // how to fix it
}

// Document is the outcome of all checks of a folder.
type Document struct {
	Schema     string      `json:"schema"`
	Verdict    Verdict     `json:"verdict"` // the worst of the checks
	Recordings int         `json:"recordings"`
	Frames     int         `json:"frames"`
	Seed       uint64      `json:"seed"`
	Checks     []Finding   `json:"checks"`
	Visibility *Visibility `json:"probe"` // nil where there are too few presses
	Model      *Model      `json:"model"` // nil before AddModel

	// Probed are the recordings that the linear probe was given, as indices of the
	// folder's, rising: readable ones with about Config.ProbeFrames frames in all.
	Probed []int `json:"-"`
	// PeriodMS is the logs' decision period: what one frame lasts.
	PeriodMS float64 `json:"-"`
}

// Failed lists the checks that failed, in order.
func (d *Document) Failed() []string {
	var names []string
	for _, f := range d.Checks {
		if f.Verdict == Fail {
			names = append(names, f.Check)
		}
	}
	return names
}

// add appends checks, and worsens the verdict to the worst of them.
func (d *Document) add(findings ...Finding) {
	d.Checks = append(d.Checks, findings...)
	for _, f := range findings {
		if f.Verdict == Fail || f.Verdict == Warn && d.Verdict == OK {
			d.Verdict = f.Verdict
		}
	}
}

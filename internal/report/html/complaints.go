package html

import (
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/report"
)

// complaint is one complaint as a test, with a score for each candidate.
type complaint struct {
	Name, Note, Asked string
	Scores            []complaintScore
}

// complaintScore has the class of a cell of the cross table.
type complaintScore struct{ Text, Class string }

// addComplaints adds what contestants did in the tests of complaints. The first contestant
// is the reference.
func (v *view) addComplaints(d *scenario.Document) {
	if d == nil || len(d.Contestants) == 0 {
		return
	}
	for c, who := range d.Contestants {
		v.Candidates = append(v.Candidates, who.Name)
		v.Changes = append(v.Changes, report.ScenarioChanges(d, c))
	}
	for i := range d.Scenarios {
		r := &d.Scenarios[i]
		x := complaint{Name: r.Name, Note: r.Note, Asked: report.Grader(&r.Grader)}
		if r.Kind != "" {
			x.Name += ": " + report.Complaint(r.Kind, "")
		}
		for s := range r.Scores {
			class := map[scenario.Verdict]string{scenario.Passes: "ahead", scenario.Fails: "behind"}[r.Scores[s].Verdict]
			x.Scores = append(x.Scores, complaintScore{report.ScenarioScore(&r.Scores[s], r.Counted), class})
		}
		v.Complaints = append(v.Complaints, x)
	}
}

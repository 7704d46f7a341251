package audit_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/logs/audit"
)

// scores is a model that agrees best with labels moved by peak frames.
func scores(peak int, best, here float64) audit.Model {
	m := audit.Model{Name: "m"}
	m.EventF1[audit.Reach] = stats.Float(here)
	m.EventF1[audit.Reach+peak] = stats.Float(best)
	return m
}

func TestAModelIsJudgedByWhereItAgreesAndWhetherItSees(t *testing.T) {
	const moved, unseen = "model and labels", "what is not on the screen"
	blind := scores(0, 0.6, 0.6)
	blind.Blanked = 0.4
	rhythm := scores(0, 0.6, 0.6)
	rhythm.Shuffled, rhythm.Blanked = 0.4, stats.Undefined()
	for _, c := range []struct {
		name, check string
		model       audit.Model
		verdict     audit.Verdict
		found       string
	}{
		{"as it stands", moved, scores(0, 0.6, 0.6), audit.OK, "0.600 as it stands, 0.600 at most, with labels moved by +0"},
		{"a little before the expert", moved, scores(-2, 0.6, 0.2), audit.OK, "moved by -2"},
		{"labels lag", moved, scores(-3, 0.6, 0.2), audit.Warn, "moved by -3"},
		{"labels lead", moved, scores(2, 0.6, 0.2), audit.Warn, "moved by +2"},
		{"a flat peak elsewhere", moved, scores(5, 0.6, 0.5), audit.OK, "moved by +5"},
		{"never", moved, scores(0, 0, 0), audit.Warn, "m and the expert never agree"},
		{"it sees", unseen, scores(0, 0.6, 0.6), audit.OK, "from 0.600 to 0.000"},
		{"it does not look", unseen, blind, audit.Warn, "to 0.400 with frames blanked"},
		{"a rhythm", unseen, rhythm, audit.Warn, "to – with frames blanked and 0.400"},
	} {
		doc := &audit.Document{Verdict: audit.OK}
		doc.AddModel(c.model)
		f := finding(t, doc, c.check)
		if f.Verdict != c.verdict || !strings.Contains(f.Found, c.found) || (f.Fix == "") != (c.verdict == audit.OK) {
			t.Errorf("%s: got %+v, want %s and %q", c.name, f, c.verdict, c.found)
		}
		if c.verdict == audit.Warn && doc.Verdict != audit.Warn {
			t.Errorf("%s: the document's verdict is %s, want warn", c.name, doc.Verdict)
		}
	}
}

func TestAModelThatAgreesDoesNotMakeUpForAFailure(t *testing.T) {
	doc := &audit.Document{Verdict: audit.Fail, Checks: []audit.Finding{{Check: "files", Verdict: audit.Fail}}}
	doc.AddModel(scores(0, 0.6, 0.6))
	if got := strings.Join(doc.Failed(), ","); doc.Verdict != audit.Fail || got != "files" || doc.Model == nil {
		t.Errorf("verdict %s with %q failed, want FAIL with files", doc.Verdict, got)
	}
}

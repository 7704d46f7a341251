package requirements_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/requirements"
)

func TestACheckThatContradictsItselfIsRefused(t *testing.T) {
	bound := 0.5
	for name, c := range map[string]struct {
		change func(d *requirements.Document)
		want   string // "" for no error
	}{
		"a pass":          {func(*requirements.Document) {}, ""},
		"a fail":          {func(d *requirements.Document) { d.Verdict, d.Lines[1].Verdict = requirements.Fail, requirements.Fail }, ""},
		"another verdict": {func(d *requirements.Document) { d.Lines[1].Verdict = requirements.Fail }, `its verdict is "PASS", but that of its requirements is FAIL`},
		"undecided":       {func(d *requirements.Document) { d.Lines[0].Verdict = requirements.Undecided }, "that of its requirements is UNDECIDED"},
		"below":           {func(d *requirements.Document) { d.Lines[1].Measured = 0.4 }, `"recall", has the verdict PASS, but 0.4 is not within its bounds`},
		"above":           {func(d *requirements.Document) { d.Lines[1].AtLeast, d.Lines[1].AtMost = nil, &bound }, "0.75 is not within its bounds"},
		"no such verdict": {func(d *requirements.Document) { d.Lines[0].Verdict = "GOOD" }, `requirement 1 has the verdict "GOOD"`},
		"no line":         {func(d *requirements.Document) { d.Lines = nil }, "it has no requirements"},
		"another schema":  {func(d *requirements.Document) { d.Schema = "kumite.eval/1" }, "of `kumite check --requirements FILE --json`"},
	} {
		d := &requirements.Document{Schema: requirements.Schema, Verdict: requirements.Pass, Lines: []requirements.Line{
			{Requirement: "target", Verdict: requirements.Pass}, {Requirement: "recall", AtLeast: &bound, Measured: 0.75, Verdict: requirements.Pass}}}
		c.change(d)
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := requirements.Decode("check.json", data)
		switch {
		case c.want == "" && (err != nil || got.Verdict != d.Verdict):
			t.Errorf("%s: got %v, %v", name, got, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "read check check.json: ")):
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if _, err := requirements.Decode("check.json", []byte("\n")); err == nil || !strings.Contains(err.Error(), "check.json: it is empty; write it with `kumite check") {
		t.Errorf("an empty file: %v", err)
	}
}

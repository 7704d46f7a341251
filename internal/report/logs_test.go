package report_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
	"github.com/kumite/kumite/vision/logs/importer"
)

func TestTensorsWithoutPressesAreWarnedOf(t *testing.T) {
	for _, x := range []struct {
		tensors logs.Tensors
		warned  bool
	}{
		{logs.Tensors{Rows: 9, Classes: []string{"no_action", "poke"}, Prior: []float64{1, 0}}, true},
		{logs.Tensors{Rows: 9, Classes: []string{"kick", "idle"}, NoAction: "idle", Prior: []float64{0, 1}}, true},
		{logs.Tensors{Rows: 9, Classes: []string{"no_action", "poke"}, Prior: []float64{0.999, 0.001}}, false},
	} {
		var out strings.Builder
		if err := report.Tensors(&out, "t", x.tensors); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "warning: the training rows have no press: a model learns never to act"); got != x.warned {
			t.Errorf("prior %v: warned %v, want %v, in %s", x.tensors.Prior, got, x.warned, &out)
		}
	}
}

func TestWhatAnImportLeavesOutIsCountedInEnglish(t *testing.T) {
	for n, want := range map[int][]string{
		1: {"; 1 repetition of held keys left out; 1 left out: another begins", "warning: 1 of 2 presses is left out, because", "warning: 1 of 4 rows shows the frame"},
		2: {"; 2 repetitions of held keys left out; 2 left out: another begins", "warning: 2 of 3 presses are left out, because", "warning: 2 of 4 rows show the frame"},
		0: {"4 rows; 1 press, median 0 ms after their frame\n"},
	} {
		var out strings.Builder
		doc := &importer.Document{Dir: "logs", Recordings: []importer.Recording{{Name: "a", Rows: 4, Presses: 1, Repeats: n, Crowded: n, Repeated: n}}}
		if err := report.LogsImport(&out, doc, nil); err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(strings.Replace(out.String(), "→ 4 rows", "4 rows", 1), line) {
				t.Errorf("%d left out: %q is missing from\n%s", n, line, &out)
			}
		}
	}
}

func TestALogCheckSaysWhatWasFoundAndHowToFixIt(t *testing.T) {
	doc := &audit.Document{
		Verdict: audit.Fail, Recordings: 2, Frames: 300, Seed: 7,
		Checks: []audit.Finding{{Check: "files", Verdict: audit.OK, Found: "2 recordings"}, {Check: "sides", Verdict: audit.NotChecked, Found: "not stated"},
			{Check: "alignment", Verdict: audit.Fail, Found: "the label leaks", Fix: "move it"}},
	}
	var out strings.Builder
	if err := report.LogsCheck(&out, "somewhere", doc, report.Form{}); err != nil {
		t.Fatal(err)
	}
	want := "ok    files: 2 recordings\n–     sides: not checked: not stated\nFAIL  alignment: the label leaks\n      → move it\nsomewhere: FAIL, 2 recordings, 300 frames, seed 7\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}

	// Narrow: what is wrapped stands below the text, not below the verdict.
	narrow := *doc
	narrow.Recordings, narrow.Frames = 1, 1
	narrow.Checks = []audit.Finding{{Check: "classes", Verdict: audit.Warn, Found: "148 presses in 722 rows of one class and none of another", Fix: "record an expert who uses the other class as well, or leave it out"}}
	out.Reset()
	if err := report.LogsCheck(&out, "somewhere", &narrow, report.Form{Width: 60}); err != nil {
		t.Fatal(err)
	}
	want = "warn  classes: 148 presses in 722 rows of one class and none\n      of another\n" +
		"      → record an expert who uses the other class as well,\n        or leave it out\nsomewhere: FAIL, 1 recording, 1 frame, seed 7\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}

	doc.Visibility, doc.Model = &audit.Visibility{}, &audit.Model{}
	doc.Visibility.Scores[audit.Reach+1] = 0.52
	doc.Model.EventF1[audit.Reach-2] = 1
	doc.Model.EventF1[audit.Reach] = stats.Undefined()
	out.Reset()
	if err := report.LogsCheck(&out, "somewhere", doc, report.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		"│ +1                       │       0.52 ▇▇▇▇▇▇▇▇▇▇           │                    0.00                      │\n",
		"│ -2                       │       0.00                      │                    1.00 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ │\n",
		"│ +0                       │       0.00                      │                    –                         │\n",
	} {
		if !strings.Contains(out.String(), row) {
			t.Errorf("the row\n%sis missing from\n%s", row, &out)
		}
	}
}

func TestPressesThatASlowKeyboardMayRepeatAreWarnedOf(t *testing.T) {
	for _, c := range []struct {
		even int
		ms   float64
		want string
	}{
		{0, 0, ""},
		{1, 90, "a: warning: 1 press of one action follows evenly after a pause, up to 90 ms apart"},
		{12, 91.7, "a: warning: 12 presses of one action follow evenly after a pause, up to 92 ms apart, as a slow keyboard repeats a held key; if these are held keys, import with --repeat 101\n"},
	} {
		var out strings.Builder
		doc := &importer.Document{Dir: "logs", Recordings: []importer.Recording{{Name: "a", Rows: 40, Presses: 12, Even: c.even, EvenMS: c.ms}}}
		if err := report.LogsImport(&out, doc, nil); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "warning"); got != (c.even > 0) || !strings.Contains(out.String(), c.want) {
			t.Errorf("%d that follow evenly: got %q, want %q", c.even, &out, c.want)
		}
	}
}

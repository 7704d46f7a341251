package audit_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

func hasCheck(doc *audit.Document, check string) bool {
	return slices.ContainsFunc(doc.Checks, func(f audit.Finding) bool { return f.Check == check })
}

func TestHeldLabelsAreCountedAsPresses(t *testing.T) {
	good := run(t, usual().record(t, 4), config())
	if hasCheck(good, "held labels") {
		t.Errorf("good logs: %+v", finding(t, good, "held labels"))
	}
	presses := good.Visibility.Presses
	for _, more := range []int{1, 2, 9} {
		m := usual()
		m.held = more
		doc := run(t, m.record(t, 4), config())
		f := finding(t, doc, "held labels")
		if want := fmt.Sprintf("%d presses fill ", presses); f.Verdict != audit.Warn || !strings.HasPrefix(f.Found, want) || !strings.Contains(f.Fix, "--onsets") {
			t.Errorf("held for %d rows more: got %+v, want a warning with %q", more, f, want)
		}
		f = finding(t, doc, "classes")
		if want := fmt.Sprintf("%d presses in ", presses); !strings.Contains(f.Found, want) || !strings.Contains(f.Fix, "fewer than 100 presses") {
			t.Errorf("held for %d rows more: got %+v, want %q", more, f, want)
		}
	}
}

func TestRowsOfAHeldLabelNeedNotBeAvailable(t *testing.T) {
	dir := few(t, 4)
	rows(t, dir, "", func(i int, row []string) {
		row[2] = logs.NoAction
		if len(row) < 4 {
			row = append(row, "")
		}
		if i%5 < 3 {
			row[2] = "poke"
		}
		if i%5 > 0 && len(row) > 3 {
			row[3] = "parry"
		}
	})
	for _, name := range []string{"000002"} {
		edit(t, dir, logs.FileName, func(s string) string { return without(s, name) })
	}
	doc := run(t, open(t, dir), config())
	if f := finding(t, doc, "availability"); f.Verdict != audit.OK || !strings.Contains(f.Found, "every one of 6 presses") {
		t.Errorf("got %+v, want ok", f)
	}
	if !hasCheck(doc, "held labels") {
		t.Error("held labels are not found")
	}
}

// without takes a recording out of logs.json.
func without(index, name string) string {
	from := strings.Index(index, `{
      "name": "`+name)
	to := from + strings.Index(index[from:], "},") + 2
	return index[:from] + index[to:]
}

func TestChecksOfNothingAreNotChecked(t *testing.T) {
	all := []string{"classes", "decision period", "missing frames", "pictures", "motion", "duplicates", "availability", "alignment", "sides", "class names"}
	for _, c := range []struct {
		name    string
		spoil   func(dir string)
		nothing []string
	}{
		{"no table is readable", func(dir string) {
			for n := 1; n <= 4; n++ {
				edit(t, dir, logs.Name(n)+".csv", replace("frame", "number"))
			}
		}, all},
		{"no video is readable", func(dir string) {
			for n := 1; n <= 4; n++ {
				if err := os.WriteFile(dir+"/"+logs.Name(n)+".mkv", []byte("text"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}, all},
		{"nobody presses", func(dir string) {
			edit(t, dir, logs.FileName, func(s string) string { return without(s, "000002") })
			rows(t, dir, "", func(_ int, row []string) { row[2] = logs.NoAction })
		}, []string{"availability", "sides", "class names"}},
	} {
		dir := few(t, 4)
		c.spoil(dir)
		doc := run(t, open(t, dir), config())
		for _, f := range doc.Checks {
			want := slices.Contains(c.nothing, f.Check)
			if got := f.Verdict == audit.NotChecked; got != want || got && (f.Found == "" || f.Fix != "") {
				t.Errorf("%s: got %+v, want not checked %v", c.name, f, want)
			}
		}
		if doc.Verdict == audit.NotChecked {
			t.Errorf("%s: the document's verdict is %s", c.name, doc.Verdict)
		}
	}
}

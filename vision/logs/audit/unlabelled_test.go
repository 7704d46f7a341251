package audit_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs/audit"
)

func TestLabelsThatAreMissingAreNamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		match match
		gone  func(number, row int) bool
		want  []string // nil where nothing is to be found
	}{
		{"nothing", usual(), nil, nil},
		{"half of every other recording", usual(), func(n, row int) bool { return n%2 == 0 && row >= 200 },
			[]string{"the picture shows about ", "000002 frames 1", "to 399", "000004 frames 1"}},
		{"all of one recording", usual(), func(n, _ int) bool { return n == 3 },
			[]string{"no press in 000003; ", "the picture shows", "000003 frames 0 to 399"}},
		{"a stretch in the middle of one", usual(), func(n, row int) bool { return n == 1 && row >= 100 && row < 300 },
			[]string{"the picture shows", "000001 frames "}},
		{"the last two thirds of all", match{frames: 400, gap: 40, answers: 1}, func(_, row int) bool { return row >= 133 },
			[]string{"no press after 3", "% of any recording, of "}},
		{"the second half of one, unseen", match{frames: 900, gap: 20, answers: 1, silent: true}, func(n, row int) bool { return n == 2 && row >= 450 },
			[]string{"no press after frame 4", "of 900 of 000002"}},
		{"all of one recording, unseen", match{frames: 400, gap: 20, answers: 1, silent: true}, func(n, _ int) bool { return n == 4 },
			[]string{"no press in 000004"}},
		{"few presses, of which one has none", match{frames: 60, gap: 40, answers: 1}, func(n, _ int) bool { return n == 4 }, nil},
	} {
		c.match.gone = c.gone
		doc := run(t, c.match.record(t, 6), config())
		if !hasCheck(doc, "missing labels") {
			if c.want != nil {
				t.Errorf("%s: nothing was found, want %q", c.name, c.want)
			}
			continue
		}
		f := finding(t, doc, "missing labels")
		if c.want == nil || f.Verdict != audit.Warn || f.Fix == "" {
			t.Errorf("%s: got %+v", c.name, f)
		}
		for _, want := range c.want {
			if !strings.Contains(f.Found, want) {
				t.Errorf("%s: got %q, which lacks %q", c.name, f.Found, want)
			}
		}
	}
}

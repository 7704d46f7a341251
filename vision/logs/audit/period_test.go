package audit_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

func TestFramesAreAlsoGivenAsTimeWhereThePeriodIsUnusual(t *testing.T) {
	for period, want := range map[string][3]string{
		"100":   {"", "", ""},
		"33.25": {"lasts 0.333 times as long", "one frame after (33.2 ms)", "event-F1 ±2 (66.5 ms)"},
		"50":    {"lasts 0.5 times as long", "one frame after (50 ms)", "event-F1 ±2 (100 ms)"},
		"200":   {"lasts 2 times as long", "one frame after (200 ms)", "event-F1 ±2 (400 ms)"},
	} {
		dir := usual().record(t, 3).Dir()
		if period != "100" {
			edit(t, dir, logs.FileName, replace(`"decision_period_ms": 100`, `"decision_period_ms": `+period))
		}
		doc := run(t, open(t, dir), config())
		doc.AddModel(audit.Model{Name: "m"})
		for i, check := range []string{"decision period", "alignment", "what is not on the screen"} {
			f := finding(t, doc, check)
			if !strings.Contains(f.Found, want[i]) || want[i] == "" && strings.Contains(f.Found, " ms)") {
				t.Errorf("%s ms: got %q, want %q", period, f.Found, want[i])
			}
		}
	}
}

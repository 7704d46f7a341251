package regress

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// masks replace what differs between two runs of one program.
var masks = []struct {
	pattern *regexp.Regexp
	by      string
}{
	// Decision times, in results.json and in the last column of a table.
	{regexp.MustCompile(`("decision_us": )\{\s*"p50": [^{}]*\}`), `$1"MASKED"`},
	{regexp.MustCompile(`(?m) +[0-9]+/[0-9]+ ([│|])$`), ` MASKED $1`},
	// Measured memory.
	{regexp.MustCompile(`("rss_growth_bytes": )[0-9]+`), `$1"MASKED"`},
	// Time, command and version of a gate's record.
	{regexp.MustCompile(`("(?:time|command|kumite_version)": )"[^"]*"`), `$1"MASKED"`},
	// Hashes of log folders: every Matroska file contains a random identifier.
	{regexp.MustCompile(`("logs": \{[^{}]*"sha256": )"[0-9a-f]{64}"`), `$1"MASKED"`},
	{regexp.MustCompile(`("logs_sha256": )"[0-9a-f]{64}"`), `$1"MASKED"`},
	{regexp.MustCompile(`(logs sha256 )[0-9a-f]{12}`), `${1}MASKED`},
}

func mask(text string) string {
	for _, m := range masks {
		text = m.pattern.ReplaceAllString(text, m.by)
	}
	return text
}

// maskColumns masks columns of a CSV table.
func maskColumns(t *testing.T, text string, names ...string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		column := slices.Index(rows[0], name)
		if column < 0 {
			t.Fatalf("no column %q in %q", name, rows[0])
		}
		for _, row := range rows[1:] {
			row[column] = "MASKED"
		}
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMasksHideOnlyWhatVaries(t *testing.T) {
	hash := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct{ text, want string }{
		{"\"wins\": 3,\n\"decision_us\": {\n  \"p50\": 59,\n  \"p99\": 231\n},\n\"losses\": 4", "\"wins\": 3,\n\"decision_us\": \"MASKED\",\n\"losses\": 4"},
		{"│ 97.47 % │     59/231 │\n│ 22/24 │ 1 │\n", "│ 97.47 % │ MASKED │\n│ 22/24 │ 1 │\n"},
		{`"rss_growth_bytes": 35782656, "file_bytes": 431474`, `"rss_growth_bytes": "MASKED", "file_bytes": 431474`},
		{`"time": "2026-01-02T03:04:05Z", "decision": "accepted"`, `"time": "MASKED", "decision": "accepted"`},
		{`"logs": { "recordings": 6, "sha256": "` + hash + `", "frames": 2580 }`, `"logs": { "recordings": 6, "sha256": "MASKED", "frames": 2580 }`},
		{`"model_sha256": "` + hash + `", "sha256": "` + hash + `"`, `"model_sha256": "` + hash + `", "sha256": "` + hash + `"`},
		{`"logs_sha256": "` + hash + `"`, `"logs_sha256": "MASKED"`},
		{"98.68 % no_action; logs sha256 3c82eade3278.", "98.68 % no_action; logs sha256 MASKED."},
	} {
		if got := mask(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
	if got, want := maskColumns(t, "a,us,b\n1,2,3\n4,5,6\n", "us"), "a,us,b\n1,MASKED,3\n4,MASKED,6\n"; got != want {
		t.Errorf("a column: got %q, want %q", got, want)
	}
}

package report_test

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs/audit"
	"github.com/kumite/kumite/vision/logs/importer"
)

// fill sets every text within v to text, with two elements in every list and one in
// every map, and numbers to small ones.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), text)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, text)
		fill(value, text)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Interface:
		if v.Type() == reflect.TypeFor[error]() {
			v.Set(reflect.ValueOf(fmt.Errorf("%s", text)))
		}
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	}
}

// written is a report of a document whose texts are all the same.
func written[T any](print func(io.Writer, T) error) func(string) (string, error) {
	return func(text string) (string, error) {
		var doc T
		fill(reflect.ValueOf(&doc).Elem(), text)
		var out strings.Builder
		err := print(&out, doc)
		return out.String(), err
	}
}

// on prints a document on a page that is so wide that nothing is wrapped.
func on[T any](print func(io.Writer, T, report.Form) error) func(io.Writer, T) error {
	return func(w io.Writer, doc T) error { return print(w, doc, report.Form{Width: 1000}) }
}

type madeScenarios struct {
	Dir     string
	Made    []scenario.Scenario
	Skipped []scenario.Skipped
}

type imported struct {
	Import *importer.Document
	Check  *audit.Document
}

func TestNamesFromFilesCannotActOnATerminalOrTearATable(t *testing.T) {
	results := func(f report.Form) func(string) (string, error) {
		return written(func(w io.Writer, r arena.Outcome) error {
			return report.Tournament(w, r, recommend.Leader(r.Results, r.Legs), f)
		})
	}
	swept := func(f report.Form) func(string) (string, error) {
		return written(func(w io.Writer, d *sweep.Document) error { return report.Sweep(w, d, f) })
	}
	for name, print := range map[string]func(string) (string, error){
		"tournament":             results(report.Form{Width: 1000, Details: true}),
		"tournament in Markdown": results(report.Form{Markdown: true, Details: true}),
		"standings in CSV":       results(report.Form{CSV: report.ByContestant}),
		"pairings in CSV":        results(report.Form{CSV: report.ByPairing}),
		"sweep":                  swept(report.Form{Width: 1000}),
		"sweep in Markdown":      swept(report.Form{Markdown: true}),
		"sweep in CSV":           swept(report.Form{CSV: report.ByContestant}),
		"gate":                   written(func(w io.Writer, d *gate.Document) error { return report.Gate(w, d, report.Form{Width: 1000}) }),
		"inspection":             written(on(report.Inspection)),
		"evaluation":             written(on(report.Evaluation)),
		"tuning":                 written(on(report.Tuning)),
		"study":                  written(func(w io.Writer, d *study.Document) error { return report.Study(w, d, report.Form{Width: 1000}) }),
		"study in Markdown":      written(func(w io.Writer, d *study.Document) error { return report.Study(w, d, report.Form{Markdown: true}) }),
		"log check": written(func(w io.Writer, d *audit.Document) error {
			return report.LogsCheck(w, "logs", d, report.Form{Width: 1000})
		}),
		"import":            written(func(w io.Writer, d *imported) error { return report.LogsImport(w, d.Import, d.Check) }),
		"confusion":         written(func(w io.Writer, d *openloop.Evaluation) error { return report.Confusion(w, d, d.Candidates[0]) }),
		"chart of a sweep":  written(report.DrawSweep),
		"chart of a tuning": written(report.TuningChart),
		"ratings":           written(report.PoolRatings),
		"verification":      written(report.Verification),
		"feedback":          written(on(report.Feedback)),
		"scenarios":         written(on(report.Scenarios)),
		"scenarios made": written(func(w io.Writer, d *madeScenarios) error {
			return report.ScenariosMade(w, d.Dir, d.Made, d.Skipped)
		}),
		"review":  written(on(report.Review)),
		"release": written(report.Release),
		"a complaint as an issue": func(text string) (string, error) {
			c := &feedback.Complaint{Kind: feedback.Wasted, Skill: text, Contestant: text, Spec: text, Match: text, Who: text, When: text, Decoder: text, Note: "one line"}
			var out strings.Builder
			err := report.FeedbackIssue(&out, text, text, c)
			return out.String(), err
		},
	} {
		got, err := print("a\x1b[31m\x07\u009b\u202e\nb\tc")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same, err := print(`a\u001b[31m\u0007\u009b\u202e\nb\tc`)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		svg := strings.HasPrefix(got, "<?xml") // whose lines and tabs nobody sees
		if bad := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && !(svg && r == '\t') && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		}); bad >= 0 {
			t.Errorf("%s: %q acts on a terminal", name, got[max(0, bad-40):bad+10])
		}
		if lines, want := strings.Count(got, "\n"), strings.Count(same, "\n"); !svg && lines != want {
			t.Errorf("%s: got %d lines, want %d as with escaped names:\n%s", name, lines, want, got)
		}
	}
}

func TestCellsOfCSVAreNotFormulas(t *testing.T) {
	for name, form := range map[string]string{"standings": report.ByContestant, "pairings": report.ByPairing} {
		out, err := written(func(w io.Writer, r arena.Results) error {
			return report.Tournament(w, arena.Outcome{Results: r}, recommend.Lead{}, report.Form{CSV: form})
		})(`=cmd|' /C calc'!A0`)
		if err != nil || strings.Contains(out, "\n=") || strings.Contains(out, ",=") || !strings.Contains(out, "'=cmd") {
			t.Errorf("%s: %v\n%s\nwant an apostrophe before every =", name, err, out)
		}
	}
}

package report_test

import (
	"errors"
	"io"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs/audit"
)

var errFull = errors.New("no space left")

// full is a writer that accepts some bytes and then fails.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

func TestAnErrorOfWritingReachesTheCaller(t *testing.T) {
	results := wide()
	records := &gate.Document{Records: []gate.Record{{Candidate: "a"}}}
	for name, write := range map[string]func(io.Writer) error{
		"tournament": func(w io.Writer) error {
			return report.Tournament(w, arena.Outcome{Results: results}, recommend.Lead{}, report.Form{Width: 80})
		},
		"tournament in Markdown": func(w io.Writer) error {
			return report.Tournament(w, arena.Outcome{Results: results}, recommend.Lead{}, report.Form{Markdown: true})
		},
		"tournament in CSV": func(w io.Writer) error {
			return report.Tournament(w, arena.Outcome{Results: results}, recommend.Lead{}, report.Form{CSV: report.ByPairing})
		},
		"tournament in JSON": func(w io.Writer) error {
			return report.Tournament(w, arena.Outcome{Results: results}, recommend.Lead{}, report.Form{JSON: true})
		},
		"gate":              func(w io.Writer) error { return report.Gate(w, records, report.Form{}) },
		"sweep":             func(w io.Writer) error { return report.Sweep(w, hump(), report.Form{}) },
		"sweep in CSV":      func(w io.Writer) error { return report.Sweep(w, hump(), report.Form{CSV: report.ByContestant}) },
		"study":             func(w io.Writer) error { return report.Study(w, &study.Document{}, report.Form{}) },
		"study in Markdown": func(w io.Writer) error { return report.Study(w, &study.Document{}, report.Form{Markdown: true}) },
		"log check":         func(w io.Writer) error { return report.LogsCheck(w, "logs", &audit.Document{}, report.Form{}) },
		"verification":      func(w io.Writer) error { return report.Verification(w, arena.Verification{Runs: []arena.Audited{{}}}) },
	} {
		for _, room := range []int{0, 20} { // the first write fails, or a later one
			if err := write(&full{room}); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d bytes: got %v, want %v", name, room, err, errFull)
			}
		}
	}
}

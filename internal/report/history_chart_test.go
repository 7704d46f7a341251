package report_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/internal/report"
)

func TestAHistoryIsDrawnWithEachNewModel(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	var d history.Document
	for i, hash := range []string{"aaaaaaaaaaaa", "aaaaaaaaaaaa", "bbbbbbbbbbbb"} {
		d.Rows = append(d.Rows, history.Row{Time: at.AddDate(0, 0, 10*i), Contestant: "mine", Opponent: "pro", SHA256: hash, Wins: 5 + i, Losses: 5 - i, Rate: 0.5})
	}
	draw := func() string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "x.svg")
		if err := report.KeepHistoryChart(path, &d); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	svg := draw()
	for text, n := range map[string]int{">aaaaaaaa<": 1, ">bbbbbbbb<": 1, ">2026-11-01<": 1, ">2026-11-21<": 1, "30 matches": 1} {
		if got := strings.Count(svg, text); got != n {
			t.Errorf("%d times %s, want %d", got, text, n)
		}
	}
	for i := range 12 {
		d.Rows = append(d.Rows, history.Row{Time: at, Contestant: "mine", Opponent: fmt.Sprint(i), Wins: 1})
	}
	if err := report.KeepHistoryChart(filepath.Join(t.TempDir(), "x.svg"), &d); err == nil || !strings.Contains(err.Error(), "13 curves; select at most 12") {
		t.Errorf("%v, want that 13 curves are too many", err)
	}
	d.Rows = d.Rows[:1]
	if svg := draw(); strings.Count(svg, ">11-01 00:00<") != 1 {
		t.Error("a single run has no date")
	}
}

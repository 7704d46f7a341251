package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/sim"
)

// runs plays a run of each contestant against script:pro, a day apart from the first of
// November 2026, and returns their folder.
func runs(t *testing.T, contestants ...string) string {
	t.Helper()
	dir := t.TempDir()
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	for i, spec := range contestants {
		who, err := bot.ParseAll([]string{spec, "script:pro"})
		if err != nil {
			t.Fatal(err)
		}
		run := filepath.Join(dir, string(rune('a'+i)))
		_, err = arena.Tournament{
			Config: arena.Config{Contestants: who, Pairs: 8, Seed: 9, Rules: rules},
			Load:   bot.Setup{}.Loader(), Workers: 1, Log: zerolog.Nop(),
		}.Run(t.Context(), run)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 1+i, 12, 0, 0, 0, time.UTC)
		if err := os.Chtimes(filepath.Join(run, "matches.jsonl"), at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runCLI runs kumite-history with an index of its own.
func runCLI(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaint bytes.Buffer
	args = append([]string{"--index", filepath.Join(t.TempDir(), "index.db")}, args...)
	code = cli.Run(context.Background(), command(), args, &out, &complaint)
	return code, out.String(), complaint.String()
}

func TestAContestantThatGotWorseExitsWith1(t *testing.T) {
	worse := runs(t, "script:oracle?name=mine", "script:dummy?name=mine")
	if code, out, complaint := runCLI(t, "--check", "mine", worse); code != 1 || !strings.Contains(out, "mine: worse in") || !strings.Contains(complaint, "worse than before: mine") {
		t.Errorf("%d %s %s; want 1 and that mine is worse", code, out, complaint)
	}
	better := runs(t, "script:dummy?name=mine", "script:oracle?name=mine")
	if code, out, complaint := runCLI(t, "--check", "mine", better); code != 0 || !strings.Contains(out, "mine: better in") {
		t.Errorf("%d %s %s; want 0 and that mine is better", code, out, complaint)
	}
	if code, _, complaint := runCLI(t, "--check", "other", better); code != 2 || !strings.Contains(complaint, "check other: 0 runs") {
		t.Errorf("%d %s; want 2 and that other has no runs", code, complaint)
	}
}

func TestRunsSinceADayAreShown(t *testing.T) {
	dir := runs(t, "script:rookie?name=mine", "script:rookie?name=mine")
	for since, want := range map[string]int{"2026-10-01": 2, "2026-11-02": 1, "2026-11-03": 0} {
		code, out, complaint := runCLI(t, "--json", "--contestant", "mine", "--since", since, dir)
		var doc history.Document
		if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 0 {
			t.Fatalf("%d %s %v", code, complaint, err)
		}
		if len(doc.Rows) != want {
			t.Errorf("since %s: %d rows, want %d", since, len(doc.Rows), want)
		}
	}
	for _, since := range []string{"yesterday", "-1d", "7x", "1e3d"} {
		if code, _, complaint := runCLI(t, "--since="+since, dir); code != 2 || !strings.Contains(complaint, "neither a date") {
			t.Errorf("since %s: %d %s, want 2 and the forms of a date", since, code, complaint)
		}
	}
}

func TestThePlotHasACurveForEachOpponent(t *testing.T) {
	dir := runs(t, "script:rookie?name=mine", "script:oracle?name=mine")
	plot := filepath.Join(t.TempDir(), "mine.svg")
	if code, _, complaint := runCLI(t, "--contestant", "mine", "--plot", plot, dir); code != 0 {
		t.Fatalf("%d %s", code, complaint)
	}
	svg, err := os.ReadFile(plot)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"mine against pro", "Win rates from 2026-11-01 to 2026-11-02: 32 matches", "11-01 12:00"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the plot lacks %q", want)
		}
	}
	if strings.Contains(string(svg), "pro against mine") {
		t.Error("the plot has a contestant that was not selected")
	}
	if code, _, complaint := runCLI(t, "--contestant", "nobody", "--plot", plot, dir); code != 2 || !strings.Contains(complaint, "check --since, --contestant") {
		t.Errorf("nothing to draw: %d %s, want 2 and what to check", code, complaint)
	}
}

package main

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(read(t, path)); got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

var scripts = []string{"tournament", "--seed", "2", "--match-seconds", "30", "--sprt", "0,100", "--max-pairs", "12",
	"script:rookie", "script:pro", "script:spammer?name=a-name-that-is-far-too-long-for-a-table"}

func TestResultsInEveryForm(t *testing.T) {
	for file, form := range map[string][]string{
		"tournament-80.txt": {"--width", "80"}, "tournament-160.txt": nil, "tournament.md": {"--markdown"},
		"tournament-contestants.csv": {"--csv"}, "tournament-pairings.csv": {"--csv=pairings"},
	} {
		out := mustRun(t, append(scripts[:len(scripts):len(scripts)], form...)...)
		golden(t, file, out)
		if strings.HasSuffix(file, ".csv") {
			rows, err := csv.NewReader(strings.NewReader(out)).ReadAll() // which wants rows of one length
			if err != nil || len(rows) != 4 {
				t.Errorf("%s: %d rows, %v; want a header and 3", file, len(rows), err)
			}
		}
	}
}

func TestTablesKeepToTheirWidth(t *testing.T) {
	r := wide()
	for _, width := range []int{60, 80, 99, 100, 120, 160} {
		var out strings.Builder
		if err := printResults(&out, r, replaySize{3, 3000}, width); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := text.StringWidth(strings.TrimRight(line, "\n")); n > width {
				t.Errorf("width %d: a line of %d columns: %s", width, n, line)
			}
		}
		for _, part := range []string{"WITHDRAWN", "COLLAPSED", "NOT TRANSITIVE", "ENDED BY THE CLOCK", "biased"} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("width %d: %q is missing:\n%s", width, part, out.String())
			}
		}
	}
}

// wide is results with everything that can be wrong with them.
func wide() arena.Results {
	name := "a-model-with-a-very-long-name?decode=gate"
	ci := stats.Interval{Lo: 0.12345, Hi: 0.98765}
	score := arena.Score{Wins: 40000, Losses: 50000, Draws: 10000, WinRate: 0.4, WinRateCI95: ci}
	one := arena.Standing{
		Name: name, Games: 100000, Score: score, Voids: 12, Duplicates: 4, PairScore: 0.5, PairScoreCI95: ci, Elo: -1234.5, EloCI95: stats.Interval{Lo: -2345, Hi: -1000},
		EloBiased: true, Collapsed: true, Ledger: arena.Ledger{Decisions: 1234567, Chosen: 1234567, Masked: 123456, Sent: 123456, Accepted: 123456, Hit: 123456, Faults: 12345},
		Withdrawn:  &arena.VoidReason{Kind: bot.Crashed, Contestant: name, Text: "signal: segmentation fault"},
		DecisionUS: arena.Quantiles{P50: 123456, P99: 1234567}, Slices: []arena.Slice{{By: "side", Is: "left", Score: score}, {By: "length", Is: "second third", Score: score}},
	}
	two, three := one, one
	two.Name, three.Name = "b", "c"
	var pairings []arena.PairingResult
	for _, p := range [][2]string{{name, "b"}, {name, "c"}, {"b", "c"}} {
		pairings = append(pairings, arena.PairingResult{
			A: p[0], B: p[1], Pentanomial: rating.Pentanomial{1, 22222, 33333, 44444, 5}, Wins: 40000, Losses: 50000, Draws: 10000, Voids: 3, Duplicates: 1, Seeds: 99999,
			Score: 0.5, ScoreCI95: ci, ScoreMethod: rating.MethodWilson, Elo: 0, EloCI95: stats.Interval{Lo: -300, Hi: 300}, EloBiased: true, LOS: 0.5,
		})
	}
	return arena.Results{
		Pairs: 100000, Test: &rating.SPRT{Elo1: 50}, Ended: arena.EndedByClock, Contestants: []arena.Standing{one, two, three}, Pairings: pairings,
		Fit: &arena.Fit{ChiSquare: 44, DF: 1, P: 0.0001, VirtualDraws: true}, SideAdvantage: &arena.SideAdvantage{Pairs: 3},
	}
}

func TestATestIsAskedForInFullAndAnsweredByTheExitCode(t *testing.T) {
	short := []string{"tournament", "--match-seconds", "10", "--max-pairs", "30", "--challenge", "script:pro"}
	out := mustRun(t, append(short[:len(short):len(short)], "--sprt=-600,-200", "--fail-on-reject", "script:oracle")...)
	if !strings.Contains(out, "H1") || !strings.Contains(out, "biased") {
		t.Errorf("no verdict, or an Elo that is not marked as biased:\n%s", out)
	}
	bad := append(short[:len(short):len(short)], "script:dummy")
	if out := mustRun(t, bad...); !strings.Contains(out, "H0") {
		t.Errorf("no verdict:\n%s", out)
	}
	if code, _, errs := kumite(t, append(bad[:len(bad):len(bad)], "--fail-on-reject")...); code != 1 || !strings.Contains(errs, "dummy against pro: the test ends with H0 after ") {
		t.Errorf("exit %d, %q; want 1 and the verdict", code, errs)
	}
	two := []string{"tournament", "script:pro", "script:dummy"}
	for says, args := range map[string][]string{
		"--alpha is of a sequential test":               append(two[:3:3], "--alpha", "0.1"),
		"bound it with --max-pairs":                     append(two[:3:3], "--sprt", "0,50", "--pairs", "10"),
		`--sprt is "0"; want ELO0,ELO1`:                 append(two[:3:3], "--sprt", "0"),
		`--sprt is "a,50"; want ELO0,ELO1`:              append(two[:3:3], "--sprt", "a,50"),
		"elo0 must be the lower one":                    append(two[:3:3], "--sprt", "50,0"),
		"alpha is 0.7":                                  append(two[:3:3], "--sprt", "0,50", "--alpha", "0.7"),
		"--challenge and --gauntlet exclude each other": append(two[:3:3], "--challenge", "script:pro", "--gauntlet", "script:pro"),
		"--csv and --json exclude each other":           append(two[:3:3], "--csv", "--json"),
		`--csv "x" is unknown`:                          append(two[:3:3], "--csv=x"),
		"--width is 10":                                 append(two[:3:3], "--width", "10"),
		"--budget is -1s":                               append(two[:3:3], "--budget", "-1s"),
		"--retry-withdrawn goes on with a folder":       append(two[:3:3], "--retry-withdrawn"),
	} {
		refuses(t, args, says)
	}
}

func TestABudgetEndsARunAndSaysThatTheClockDid(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	args := []string{"tournament", "--pairs", "3", "--match-seconds", "5", "--out", run, "script:rookie", "script:random"}
	code, out, errs := kumite(t, append(args, "--budget", "1ns")...)
	if code != 0 || !strings.Contains(out, "ENDED BY THE CLOCK") || !strings.Contains(errs, "go on with: ") {
		t.Errorf("exit %d, %q\n%s; want 0, the warning and the command that goes on", code, errs, out)
	}
	if doc := string(read(t, filepath.Join(run, "results.json"))); !strings.Contains(doc, `"ended": "clock"`) {
		t.Errorf("results.json does not say so:\n%s", doc)
	}
	if out := mustRun(t, args...); strings.Contains(out, "CLOCK") || !strings.Contains(out, "6 replays of ") {
		t.Errorf("gone on with:\n%s", out)
	}
}

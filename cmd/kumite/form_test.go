package main

import (
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

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
		"tournament-80.txt": {"--width", "80"}, "tournament-120.txt": {"--width", "120"}, "tournament-160.txt": nil, "tournament-details.txt": {"--details"}, "tournament.md": {"--markdown"},
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

func TestASequentialTestSetsTheExitCode(t *testing.T) {
	short := []string{"tournament", "--match-seconds", "10", "--max-pairs", "30", "--challenge", "script:pro"}
	out := mustRun(t, append(short[:len(short):len(short)], "--sprt=-600,-200", "--fail-on-reject", "script:oracle")...)
	if !strings.Contains(out, "H1") || !strings.Contains(out, "biased") {
		t.Errorf("no verdict, or an Elo that is not marked as biased:\n%s", out)
	}
	bad := append(short[:len(short):len(short)], "script:dummy")
	if out := mustRun(t, bad...); !strings.Contains(out, "H0") {
		t.Errorf("no verdict:\n%s", out)
	}
	if code, _, errs := kumite(t, append(bad[:len(bad):len(bad)], "--fail-on-reject")...); code != 1 || !strings.Contains(errs, "dummy against pro: the test ended with H0 after ") {
		t.Errorf("exit %d, %q; want 1 and the verdict", code, errs)
	}
	two := []string{"tournament", "script:pro", "script:dummy"}
	for says, args := range map[string][]string{
		"--alpha needs a sequential test":                                   append(two[:3:3], "--alpha", "0.1"),
		"use --max-pairs":                                                   append(two[:3:3], "--sprt", "0,50", "--pairs", "10"),
		`--sprt is "0"; want ELO0,ELO1`:                                     append(two[:3:3], "--sprt", "0"),
		`--sprt "a,50": "a" is not a number; want -2000 to 2000`:            append(two[:3:3], "--sprt", "a,50"),
		"elo0 must be the lower one":                                        append(two[:3:3], "--sprt", "50,0"),
		`--alpha "0.7" is out of range`:                                     append(two[:3:3], "--sprt", "0,50", "--alpha", "0.7"),
		"--challenge and --gauntlet exclude each other":                     append(two[:3:3], "--challenge", "script:pro", "--gauntlet", "script:pro"),
		"--csv and --json exclude each other":                               append(two[:3:3], "--csv", "--json"),
		`--csv "x" is unknown`:                                              append(two[:3:3], "--csv=x"),
		"--width 10 is out of range":                                        append(two[:3:3], "--width", "10"),
		`--budget "-1s" is out of range`:                                    append(two[:3:3], "--budget", "-1s"),
		"can be retried only in a run's folder; name the folder with --out": append(two[:3:3], "--retry-withdrawn"),
	} {
		refuses(t, args, says)
	}
}

func TestABudgetEndsARunAndTheResultsSaySo(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	args := []string{"tournament", "--pairs", "3", "--match-seconds", "5", "--out", run, "script:rookie", "script:random"}
	code, out, errs := kumite(t, append(args, "--budget", "1ns")...)
	if code != 0 || !strings.Contains(out, "ENDED BY THE CLOCK") || !strings.Contains(errs, "resume with: ") {
		t.Errorf("exit %d, %q\n%s; want 0, the warning and the command that resumes", code, errs, out)
	}
	if doc := string(read(t, filepath.Join(run, "results.json"))); !strings.Contains(doc, `"ended": "clock"`) {
		t.Errorf("results.json does not say so:\n%s", doc)
	}
	if out := mustRun(t, append(args, "--details")...); strings.Contains(out, "CLOCK") || !strings.Contains(out, "6 replays of ") {
		t.Errorf("resumed:\n%s", out)
	}
}

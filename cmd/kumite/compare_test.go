package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestCompareExitsWithItsVerdict(t *testing.T) {
	dir := t.TempDir()
	before, after, slow := filepath.Join(dir, "before"), filepath.Join(dir, "after"), filepath.Join(dir, "slow")
	for _, args := range [][]string{
		{"--out", before, "script:oracle?name=mine", "script:pro"},
		{"--out", after, "script:rookie?name=mine", "script:pro"},
		{"--out", slow, "--match-seconds", "30", "script:rookie?name=mine", "script:pro"},
	} {
		if code, _, stderr := kumite(t, append([]string{"tournament", "--pairs", "10"}, args...)...); code != 0 {
			t.Fatalf("%v: exit %d, %s", args, code, stderr)
		}
	}
	for _, c := range []struct {
		args   []string
		code   int
		stdout string // contained
		stderr string
	}{
		{[]string{before, after}, 0, "10 on the same seeds │ worse", ""},
		{[]string{"--markdown", after, before}, 0, "10 on the same seeds | better |", ""},
		{[]string{"--width", "60", before, after}, 0, "mine: against pro;", ""},
		{[]string{"--fail-on-worse", before, after}, 1, "worse", "worse in " + after + ": mine"},
		{[]string{"--fail-on-worse", after, before}, 0, "better", ""},
		{[]string{before, slow}, 2, "", "match_ticks is 3600 and 1800"},
		{[]string{"--force", before, slow}, 0, "warning: match_ticks is 3600 and 1800", ""},
		{[]string{before}, 2, "", "RUN_A RUN_B"},
	} {
		code, stdout, stderr := kumite(t, append([]string{"compare"}, c.args...)...)
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) || c.stderr == "" && stderr != "" {
			t.Errorf("compare %v: exit %d, want %d\nstdout %s\nwant %q\nstderr %s\nwant %q", c.args, code, c.code, stdout, c.stdout, stderr, c.stderr)
		}
	}
	_, stdout, _ := kumite(t, "compare", "--json", before, after)
	var doc struct {
		Schema      string
		Contestants []struct {
			Name, Verdict string
			Difference    float64
		}
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil || doc.Schema != "kumite.compare/1" || len(doc.Contestants) != 1 || doc.Contestants[0].Difference >= 0 {
		t.Errorf("compare --json: %+v (%v), want mine with a negative difference", doc, err)
	}
}

func TestShowBreaksARunDown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	mustRun(t, "tournament", "--pairs", "4", "--out", dir, "script:rookie", "script:pro")
	out := mustRun(t, "show", dir, "--breakdown")
	for _, want := range []string{"rookie against pro", "rookie: lunge", "rookie, lost", "watch one with `kumite watch --replay", filepath.Join(dir, "replays", "00-0000")} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing from\n%s", want, out)
		}
	}
	if out := mustRun(t, "show", dir, "--breakdown", "--markdown"); !strings.Contains(out, "| rookie, lost |") {
		t.Errorf("no table in Markdown:\n%s", out)
	}
	doc := fields(t, mustRun(t, "show", dir, "--breakdown", "--json"), "contestants.0.worst.0.replays.0", "contestants.0.lost.chief.missed", "contestants.0.skills.7.skill")
	if doc["schema"] != "kumite.breakdown/1" {
		t.Errorf("schema is %v", doc["schema"])
	}
	refuses(t, []string{"show", dir, "--breakdown", "--csv"}, "--breakdown and --csv exclude each other")
}

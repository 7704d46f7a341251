package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/sweep"
)

// sweepArgs are a short sweep of the tiny model.
func sweepArgs(more ...string) []string {
	return append([]string{"tournament", "--isolate", "off", "--sweep", "delay=0..20/10", "--pairs", "2", "--seed", "3", "--match-seconds", "10"}, more...)
}

func TestASweepIsPrintedDrawnAndStored(t *testing.T) {
	dir := t.TempDir()
	run, plot := filepath.Join(dir, "run"), filepath.Join(dir, "sweep.svg")
	args := sweepArgs("--json", "--out", run, "--plot", plot, tinyModel+"?decode=sample", "script:dummy", "script:rookie")
	first := mustRun(t, args...)
	var d sweep.Document
	if err := json.Unmarshal([]byte(first), &d); err != nil || d.Schema != "kumite.sweep/1" || len(d.Points) != 3 || d.Points[0].Games != 8 {
		t.Errorf("%v, %+v; want three points of 8 games", err, d)
	}
	if again := mustRun(t, args...); again != first {
		t.Errorf("the finished run prints\n%s\nfirst\n%s", again, first)
	}
	if svg := string(read(t, plot)); !strings.Contains(svg, "<svg") || !strings.Contains(svg, "ticks of 1/60 s") {
		t.Errorf("the plot is %.200s", svg)
	}
	out := mustRun(t, sweepArgs("--bar", "0.01", tinyModel+"?decode=sample", "script:dummy")...)
	for _, part := range []string{"delay (ticks)", "win rate [95 %]", "pair score [95 %]", "The knee is ", "sure: ", "best: ", "against dummy: 2 pairs each, seed 3"} {
		if !strings.Contains(out, part) {
			t.Errorf("the table lacks %q:\n%s", part, out)
		}
	}
	table := mustRun(t, sweepArgs("--csv", tinyModel, "script:dummy")...)
	if lines := strings.Split(table, "\n"); len(lines) != 5 || !strings.HasPrefix(lines[0], "delay,games,wins") || !strings.HasPrefix(lines[3], "20,4,") {
		t.Errorf("the CSV is\n%s", table)
	}
}

func TestAMapIsPrintedAndDrawn(t *testing.T) {
	plot := filepath.Join(t.TempDir(), "map.svg")
	out := mustRun(t, sweepArgs("--sweep", "period=3,6", "--json", "--plot", plot, tinyModel+"?decode=sample", "script:dummy")...)
	var m sweep.Map
	if err := json.Unmarshal([]byte(out), &m); err != nil || m.Schema != "kumite.map/1" || len(m.Cells) != 3 || len(m.Cells[0]) != 2 || m.Cells[2][1].Games != 4 {
		t.Errorf("%v, %+v; want three rows of two cells of 4 games", err, m)
	}
	if svg := string(read(t, plot)); !strings.Contains(svg, "decision period, in ticks") {
		t.Errorf("the plot is %.200s", svg)
	}
}

func TestASweepThatTheBudgetEndedSaysHowToResume(t *testing.T) {
	code, out, errs := kumite(t, sweepArgs("--budget", "1ns", "--out", filepath.Join(t.TempDir(), "run"), tinyModel, "script:dummy")...)
	if code != 0 || !strings.Contains(out, "ENDED BY THE CLOCK") || !strings.Contains(errs, "resume with: ") {
		t.Errorf("exit %d, %q\n%s; want 0, the warning and the command that resumes", code, errs, out)
	}
}

func TestASweepRefusesInvalidFlags(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a script":           {sweepArgs("script:pro", "script:dummy"), "has a reaction time of its own"},
		"nobody else":        {sweepArgs(tinyModel), "at least one opponent"},
		"nobody":             {sweepArgs(), "at least one opponent"},
		"no range":           {[]string{"tournament", "--sweep", "delay", tinyModel, "script:dummy"}, "want SETTING=START..END[/STEP]"},
		"a gauntlet":         {sweepArgs("--gauntlet", "script:dummy", tinyModel, "script:dummy"), "--gauntlet cannot be used with --sweep"},
		"a delay":            {sweepArgs("--delay", "3", tinyModel, "script:dummy"), "leave out the delay and the latency"},
		"a latency":          {sweepArgs("--latency", "fixed:35ms", tinyModel, "script:dummy"), "leave out the delay and the latency"},
		"a bar of a map":     {sweepArgs("--sweep", "tau=0,1", "--bar", "0.6", tinyModel, "script:dummy"), "leave it out for a map of two"},
		"three settings":     {sweepArgs("--sweep", "tau=0,1", "--sweep", "high=0,1", tinyModel, "script:dummy"), "one range of values, or two for a map"},
		"a bar":              {sweepArgs("--bar", "1.5", tinyModel, "script:dummy"), `--bar "1.5" is out of range; want above 0 and below 1`},
		"a plot alone":       {[]string{"tournament", "--plot", "x.svg", "script:pro", "script:dummy"}, "--plot needs a sweep"},
		"no such setting":    {[]string{"tournament", "--isolate", "off", "--sweep", "taau=0..1", tinyModel + "?decode=logit_adjust", "script:dummy"}, `did you mean "tau"?`},
		"a plot in no place": {sweepArgs("--plot", "/nowhere/x.svg", tinyModel, "script:dummy"), "/nowhere/x.svg"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

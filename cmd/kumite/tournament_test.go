package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
)

// tinyModel is a model of three classes that policy/ort is tested with.
const tinyModel = "../../policy/ort/testdata/good.onnx"

// withoutTimings returns results.json with all decision times set to zero.
func withoutTimings(t *testing.T, doc []byte) string {
	t.Helper()
	var r arena.Results
	if err := json.Unmarshal(doc, &r); err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	for i := range r.Contestants {
		r.Contestants[i].DecisionUS = arena.Quantiles{}
	}
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestATournamentIsTheSameWithAnyNumberOfWorkersAndItsReplaysVerify(t *testing.T) {
	dir := t.TempDir()
	var want, wantLegs string
	for _, workers := range []string{"1", "2", "4"} {
		run := filepath.Join(dir, workers)
		stdout := mustRun(t, "tournament", "--json", "--pairs", "4", "--seed", "5", "--match-seconds", "15", "--workers", workers,
			"--out", run, "script:rookie", tinyModel+"?decode=argmax", "script:pro")
		results, legs := read(t, filepath.Join(run, "results.json")), string(read(t, filepath.Join(run, "matches.jsonl")))
		if stdout != string(results) {
			t.Errorf("%s workers: --json prints\n%s\nresults.json is\n%s", workers, stdout, results)
		}
		got := withoutTimings(t, results)
		if want == "" {
			want, wantLegs = got, legs
		}
		if got != want || legs != wantLegs {
			t.Errorf("%s workers: results\n%s\nmatches\n%s\none worker:\n%s\n%s", workers, got, legs, want, wantLegs)
		}
		if out := mustRun(t, "replay", "verify", run); !strings.HasPrefix(out, "24 of 24 recordings reproduce bit for bit; ") {
			t.Errorf("replay verify says %q", out)
		}
	}
	if n := strings.Count(wantLegs, "\n"); n != 24 {
		t.Errorf("%d lines in matches.jsonl, want 24", n)
	}
}

func TestATournamentResumesInItsFolderAndRefusesAnother(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	args := []string{"tournament", "--json", "--pairs", "2", "--match-seconds", "10", "--out", run, "script:spammer", tinyModel}
	first := mustRun(t, args...)
	log := filepath.Join(run, "matches.jsonl")
	whole := read(t, log)
	cut := bytes.Index(whole, []byte("\n")) + 1 // the first leg and half of the second
	write(t, run, "matches.jsonl", whole[:cut+40])
	if again := mustRun(t, args...); withoutTimings(t, []byte(again)) != withoutTimings(t, []byte(first)) {
		t.Errorf("resumed:\n%s\nat once:\n%s", again, first)
	}
	if got := read(t, log); string(got) != string(whole) {
		t.Errorf("matches.jsonl is\n%s\nwas\n%s", got, whole)
	}
	timed := mustRun(t, args...)
	if third := mustRun(t, args...); third != timed {
		t.Errorf("a finished run prints\n%s\nand then\n%s", timed, third)
	}
	refuses(t, append(args, "--seed", "9"), run, "seed is 1 there and 9 now", "choose another folder")
	refuses(t, append(args, "--delay", "7"), "delay_ticks is 6 there and 7 now")
	refuses(t, []string{"tournament", "--out", run, "--pairs", "1"}, "pairs is 2 there and 1 now")
	refuses(t, []string{"tournament", "--out", run, "script:spammer", "script:pro"}, "contains another run: contestant "+tinyModel+" is in the run and was not named")
}

func TestATournamentReportsResultsAndBehaviour(t *testing.T) {
	out := mustRun(t, "tournament", "--details", "--pairs", "3", "--match-seconds", "20", "--gauntlet", "script:pro", "script:pro", "script:dummy", tinyModel+"?decode=argmax&name=tiny")
	for _, part := range []string{
		"contestant", "win rate [95 %]", "/12 = ", "Elo [95 %]", "skills/min", "no_action", "accepted", "µs p50/p99",
		"dummy against pro", "tiny against pro", "pro leads (pair score ", "but it cannot be told apart from tiny", "wilson", "left minus right: ", "over 6 pairs",
		"seed 1, 3 pairs each, 20 s per match, delay 6 ticks (100 ms)", "tiny: sha256 ", "decode=argmax",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("the tables lack %q:\n%s", part, out)
		}
	}
	if strings.Contains(out, "NaN") || strings.Contains(out, "dummy against tiny") {
		t.Errorf("NaN, or a match outside the gauntlet:\n%s", out)
	}
}

// idle is a copy of the tiny model with a sidecar whose bias keeps it from
// acting.
func idle(t *testing.T) string {
	dir := t.TempDir()
	path := write(t, dir, "idle.onnx", read(t, tinyModel))
	write(t, dir, "idle.onnx.json", []byte(`{"kumite.bias": [1000, 0, 0], "kumite.decoder": "decode=argmax"}`))
	return path
}

func TestAModelThatNeverActsIsCalledCollapsed(t *testing.T) {
	args := []string{"tournament", "--details", "--pairs", "1", "--match-seconds", "10", idle(t), "script:pro"}
	if out := mustRun(t, args...); !strings.Contains(out, "idle COLLAPSED") || !strings.Contains(out, "100.00 %") {
		t.Errorf("not called collapsed:\n%s", out)
	}
	code, out, errs := kumite(t, append(args, "--fail-on-collapse")...)
	if code != 1 || !strings.Contains(out, "COLLAPSED") || !strings.Contains(errs, "idle has collapsed") {
		t.Errorf("exit %d, stdout %q, stderr %q; want 1, the tables, and who", code, out, errs)
	}
	if code, _, errs := kumite(t, "tournament", "--pairs", "1", "--match-seconds", "5", "--fail-on-collapse", "script:dummy", "script:pro"); code != 0 {
		t.Errorf("a script counts as collapsed: exit %d, %s", code, errs)
	}
}

func TestPatternsNameContestants(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.onnx", "a.onnx"} {
		write(t, dir, name, read(t, tinyModel))
	}
	out := mustRun(t, "tournament", "--isolate", "off", "--pairs", "1", "--match-seconds", "5", "--gauntlet", "script:dummy", dir+"/*.onnx?decode=argmax", "script:dummy")
	if a, b := strings.Index(out, "a?argmax"), strings.Index(out, "b?argmax"); a < 0 || b < a {
		t.Errorf("want the contestants a and b in this order:\n%s", out)
	}
}

func TestTablesShowTheHashOfTheFileAndItsSidecar(t *testing.T) {
	path := idle(t)
	want := fmt.Sprintf("sha256 %.6x, sidecar %.6x", sha256.Sum256(read(t, path)), sha256.Sum256(read(t, path+".json")))
	for name, args := range map[string][]string{
		"tournament": {"tournament", "--details", "--pairs", "1", "--match-seconds", "5", path, "script:dummy"},
		"inspect":    {"inspect", path},
		"sweep":      {"tournament", "--sweep", "delay=6..7", "--pairs", "1", "--match-seconds", "5", path, "script:dummy"},
	} {
		if _, out, errs := kumite(t, args...); !strings.Contains(out, want) {
			t.Errorf("%s lacks %q:\n%s%s", name, want, out, errs)
		}
	}
}

func TestATournamentRefusesInvalidContestantsAndFlags(t *testing.T) {
	dir := t.TempDir()
	empty := write(t, dir, "empty.onnx", nil)
	text := write(t, dir, "text.onnx", []byte("this is not a model, but it is long enough to be taken for one"))
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nobody":              {nil, "needs two contestants"},
		"one":                 {[]string{"script:pro"}, "needs two contestants"},
		"unknown script":      {[]string{"script:pr0", "script:pro"}, `script "pr0" is unknown; did you mean "pro"? valid: dummy, random`},
		"a person":            {[]string{"human", "script:pro"}, "use `kumite watch`"},
		"no file":             {[]string{"nope.onnx", "script:pro"}, "nope.onnx: there is no such file"},
		"an empty file":       {[]string{empty, "script:pro"}, "empty.onnx: the file is empty"},
		"a foreign file":      {[]string{text, "script:pro"}, "text.onnx: not a complete ONNX file"},
		"other classes":       {[]string{"../../policy/ort/testdata/foreign_class.onnx", "script:pro"}, `class "fierball" is not a skill of this game; did you mean "fireball"?`},
		"unknown decoder":     {[]string{tinyModel + "?decode=gat", "script:pro"}, `decoder "gat" is unknown; did you mean "gate"? valid: argmax`},
		"unknown setting":     {[]string{tinyModel + "?decode=gate&gama=1", "script:pro"}, `setting "gama" is unknown; did you mean "gamma"?`},
		"an empty pattern":    {[]string{dir + "/no*.onnx", "script:pro"}, "no*.onnx\": the pattern names no file"},
		"no pairs":            {[]string{"script:pro", "script:pro", "--pairs=0"}, `--pairs "0" is out of range; want 1 to 100000`},
		"no workers":          {[]string{"script:pro", "script:pro", "--workers=0"}, `--workers "0" is out of range`},
		"a long match":        {[]string{"script:pro", "script:pro", "--match-seconds=71582789"}, `--match-seconds "71582789" is out of range; want 1 to 3600`},
		"a long delay":        {[]string{"script:pro", "script:pro", "--delay=999"}, "want 0 to 120"},
		"unknown gauntlet":    {[]string{"script:pro", "script:rookie", "--gauntlet=script:roki"}, `gauntlet "script:roki" is unknown; did you mean "script:rookie"?`},
		"a name that is one":  {[]string{"script:random?name=script:pro", "script:pro", "--gauntlet=script:pro"}, "has a name that is the string of another contestant"},
		"exclusive flags":     {[]string{"script:random", "script:pro", "--gauntlet=script:pro", "--challenge=script:pro"}, "--challenge and --gauntlet exclude each other; leave one out"},
		"another's setting":   {[]string{tinyModel + "?decode=gate&gamma=1&tau=1", "script:pro"}, "it is one of decode=logit_adjust"},
		"unknown flag":        {[]string{"script:pro", "script:rookie", "--pears=2"}, "--pears"},
		"a folder in a file":  {[]string{"script:pro", "script:rookie", "--out", filepath.Join(empty, "run")}, "not a directory"},
		"a file for a folder": {[]string{"script:pro", "script:rookie", "--out", empty}, "not a folder but a file"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, append([]string{"tournament"}, c.args...), c.says) })
	}
}

func TestAnInterruptedRunSaysWhatIsKeptAndTheCommandThatResumes(t *testing.T) {
	cmd := &cobra.Command{Use: "tournament"}
	failed := errors.New("disk full")
	for want, err := range map[string]error{
		"tournament: interrupted after 11 of 20 matches; nothing is kept without --out":        &arena.Unfinished{Finished: 11, Planned: 20, Err: context.Canceled},
		"tournament: interrupted; kept 11 of 20 matches in run; resume with: " + commandLine(): &arena.Unfinished{Finished: 11, Planned: 20, Dir: "run", Err: context.Canceled},
		"disk full; resume with: " + commandLine():                                             &arena.Unfinished{Dir: "run", Err: failed},
		"disk full": &arena.Unfinished{Err: failed},
		"plain":     errors.New("plain"),
	} {
		if got := resumable(cmd, err); got.Error() != want || !errors.Is(got, err) && !strings.Contains(want, "kept") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAnInterruptedTournamentShowsWhatIsFinishedToPeople(t *testing.T) {
	for _, form := range []string{"--width=100", "--json"} {
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		var out, errs bytes.Buffer
		code := cli.Run(ctx, rootCommand(), []string{"tournament", form, "script:pro", "script:dummy"}, &out, &errs)
		if code != 2 || !strings.Contains(errs.String(), "interrupted after 0 of 200 matches; nothing is kept without --out") {
			t.Errorf("%s: exit %d, %s; want 2 and what is kept", form, code, errs.String())
		}
		if shown := strings.Contains(out.String(), "INTERRUPTED"); shown != (form != "--json") || form == "--json" && out.Len() > 0 {
			t.Errorf("%s prints\n%s", form, out.String())
		}
	}
}

func TestAWithdrawalCanFailTheRun(t *testing.T) {
	r := arena.Results{Contestants: []arena.Standing{{Name: "a"}, {Name: "b", Withdrawn: &arena.VoidReason{Kind: bot.Crashed, Contestant: "b", Text: "segfault"}}}}
	asked, unasked := tournamentFlags{void: true}, tournamentFlags{}
	if err := asked.verdict(r); err == nil || !strings.Contains(err.Error(), "b was withdrawn: b: crash: segfault") {
		t.Errorf("with --fail-on-void: %v", err)
	}
	if err := unasked.verdict(r); err != nil {
		t.Errorf("without: %v", err)
	}
}

package arena_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// finishedRun is the folder of a finished tournament of a script and a model, with
// results.json.
func finishedRun(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 2}
	run.Config.Rules.MatchTicks = 10 * sim.TickRate
	if err := run.Config.SetContestants([]string{"script:pro", "script:spammer", "../../models/pro-tiny.onnx"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestARunOfAModelWithItsOwnPeriodIsSound(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 2}
	run.Config.Rules.MatchTicks = 10 * sim.TickRate
	quick := "../../models/pro-tiny.onnx?period=2&delay=120&name=quick"
	if err := run.Config.SetContestants([]string{quick, "../../models/pro-tiny.onnx?period=12", "script:pro"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
	if err != nil || !v.Sound() {
		t.Errorf("got %+v, %v; want a sound run", v.Runs, err)
	}
}

// linesOf returns the lines of matches.jsonl.
func linesOf(t *testing.T, dir string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "matches.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
}

// relist writes matches.jsonl.
func relist(t *testing.T, dir string, all ...string) {
	t.Helper()
	var text strings.Builder
	for _, line := range all {
		text.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
	write(t, filepath.Join(dir, "matches.jsonl"), text.String())
}

// edit changes a line.
func edit(t *testing.T, line string, how func(l *arena.Leg)) string {
	t.Helper()
	var l arena.Leg
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		t.Fatal(err)
	}
	how(&l)
	data, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// replace changes a text in a file.
func replace(t *testing.T, path, old, new string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), old, new, 1)
	if changed == string(data) {
		t.Fatalf("%s does not contain %q", path, old)
	}
	write(t, path, changed)
}

func TestAFinishedRunIsSound(t *testing.T) {
	dir := finishedRun(t)
	v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
	if err != nil || !v.Sound() || len(v.Runs) != 1 || v.Runs[0].Legs != 12 || v.Runs[0].Agree != 12 {
		t.Errorf("got %+v, %v; want 12 of 12 legs that agree", v.Runs, err)
	}
}

func TestTamperingWithARunIsFound(t *testing.T) {
	whole := finishedRun(t)
	replay := func(dir, name string) string { return filepath.Join(dir, "replays", name) }
	for name, c := range map[string]struct {
		tamper func(t *testing.T, dir string)
		says   string
	}{
		"edited results": {func(t *testing.T, dir string) {
			replace(t, filepath.Join(dir, "results.json"), `"wins": `, `"wins": 1`)
		}, "results.json: contestants[0].wins is 1"},
		"an interval of the results": {func(t *testing.T, dir string) {
			replace(t, filepath.Join(dir, "results.json"), `"score_ci95": [`, `"score_ci95": [0.123,`)
		}, "results.json: pairings[0].score_ci95 is a list of 3; the matches give a list of 2"},
		"a withdrawal added to the results": {func(t *testing.T, dir string) {
			replace(t, filepath.Join(dir, "results.json"), `"collapsed": `, `"withdrawn": {"kind": "load"}, "collapsed": `)
		}, "results.json: contestants[0].withdrawn is an object; the matches give absent"},
		"a match turned to a void": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) {
				l.Outcome, l.Void = arena.Void, arena.VoidReason{Kind: bot.FailedToLoad, Contestant: l.B, Text: "x"}
				l.Reason, l.Ticks, l.Hash, l.Ledger = l.Void.String(), 0, "", [2]arena.Ledger{}
			})
			relist(t, dir, all...)
		}, "line 1: the match is void, but it was recorded"},
		"a void whose recording is deleted": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) {
				l.Outcome, l.Void = arena.Void, arena.VoidReason{Kind: bot.FailedToLoad, Contestant: l.B, Text: "x"}
				l.Reason, l.Ticks, l.Hash, l.Ledger = l.Void.String(), 0, "", [2]arena.Ledger{}
			})
			relist(t, dir, all...)
			if err := os.Remove(replay(dir, "00-00000-0.replay")); err != nil {
				t.Fatal(err)
			}
		}, "results.json: "},
		"a void that keeps its hash": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) {
				l.Outcome, l.Void = arena.Void, arena.VoidReason{Kind: bot.FailedToLoad, Contestant: l.B}
			})
			relist(t, dir, all...)
		}, "line 1: the match is void, but the line has its ticks, hash or ledger"},
		"a deleted line": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			relist(t, dir, slices.Delete(all, 3, 4)...)
		}, ".replay: no line names it"},
		"a deleted last line": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			relist(t, dir, all[:len(all)-1]...)
		}, ".replay: no line names it"},
		"a deleted pair with its recordings": {func(t *testing.T, dir string) {
			relist(t, dir, linesOf(t, dir)[2:]...)
			for _, name := range []string{"00-00000-0.replay", "00-00000-1.replay"} {
				if err := os.Remove(replay(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}, "results.json: "},
		"a doubled line": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			relist(t, dir, append(all, all[0])...)
		}, "line 13: repeats the match of line 1"},
		"a doubled line with another outcome": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			relist(t, dir, append(all, edit(t, all[0], func(l *arena.Leg) { l.Outcome = arena.Draw }))...)
		}, `line 13: outcome is "draw"`},
		"an invented hit": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) { l.Ledger[0].Hit++ })
			relist(t, dir, all...)
		}, "line 1: ledger of pro: hit is "},
		"invented presses of a script": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) { l.Ledger[1].Sent++ })
			relist(t, dir, all...)
		}, "line 1: ledger of spammer: sent is "},
		"invented decisions of a model": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			at := slices.IndexFunc(all, func(l string) bool { return strings.Contains(l, `"b":"pro-tiny"`) })
			all[at] = edit(t, all[at], func(l *arena.Leg) { l.Ledger[1].Decisions-- })
			relist(t, dir, all...)
		}, "ledger of pro-tiny: decisions is "},
		"another reason": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) { l.Reason = map[string]string{"ko": "bell", "bell": "ko"}[l.Reason] })
			relist(t, dir, all...)
		}, "line 1: reason is "},
		"negative counts": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			all[0] = edit(t, all[0], func(l *arena.Leg) { l.Ledger[0].Chosen = -7200 })
			relist(t, dir, all...)
		}, "line 1: ledger of pro: chosen is -7200"},
		"swapped pairs": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			for i := range all {
				all[i] = edit(t, all[i], func(l *arena.Leg) { l.Pair = 1 - l.Pair })
			}
			relist(t, dir, all...)
		}, "line 1: seed is "},
		"pairs swapped with their recordings": {func(t *testing.T, dir string) {
			all := linesOf(t, dir)
			for i := range all {
				all[i] = edit(t, all[i], func(l *arena.Leg) { l.Pair = 1 - l.Pair })
			}
			relist(t, dir, all...)
			for _, move := range [][2]string{{"00-00000-0", "t"}, {"00-00001-0", "00-00000-0"}, {"t", "00-00001-0"}} {
				if err := os.Rename(replay(dir, move[0]+".replay"), replay(dir, move[1]+".replay")); err != nil {
					t.Fatal(err)
				}
			}
		}, "line 1: match is pro against spammer on seed "},
		"a recording that is not of this schedule": {func(t *testing.T, dir string) {
			data, err := os.ReadFile(replay(dir, "00-00000-0.replay"))
			if err != nil {
				t.Fatal(err)
			}
			write(t, replay(dir, "00-00009-0.replay"), string(data))
		}, "00-00009-0.replay: no line names it"},
		"a recording of another model of that name": {func(t *testing.T, dir string) {
			change(t, replay(dir, "00-00000-0.replay"), func(r *duel.Recording) { r.Contestants[0].Spec = "script:oracle?name=pro" })
		}, "line 1: the recording is of script:oracle?name=pro; the run has no such contestant"},
		"results that are much larger than those of its matches": {func(t *testing.T, dir string) {
			replace(t, filepath.Join(dir, "results.json"), `"schema":`, `"padding": [`+strings.Repeat("["+strings.Repeat("0,", 99)+"0],", 25000)+`0], "schema":`)
		}, "results.json: it has "},
		"an edited manifest": {func(t *testing.T, dir string) {
			replace(t, filepath.Join(dir, "manifest.json"), `"delay_ticks": 6`, `"delay_ticks": 5`)
		}, "manifest.json: sha256 is "},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "run")
			if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
				t.Fatal(err)
			}
			c.tamper(t, dir)
			v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
			if err != nil {
				t.Fatal(err)
			}
			if found := strings.Join(v.Runs[0].Differ, "\n"); v.Sound() || !strings.Contains(found, c.says) {
				t.Errorf("found %q, want %q", found, c.says)
			}
		})
	}
}

// A file of 64 GB may hold half a billion lines.
func TestLinesAfterTooManyProblemsAreNotRead(t *testing.T) {
	for what, line := range map[string]func(line string) string{
		"repeated lines":      func(line string) string { return line },
		"lines without JSON":  func(string) string { return "x" },
		"lines of other runs": func(line string) string { return strings.Replace(line, `"pair":0`, `"pair":77`, 1) },
	} {
		t.Run(what, func(t *testing.T) {
			dir := finishedRun(t)
			all := linesOf(t, dir)
			relist(t, dir, append(all, slices.Repeat([]string{line(all[0])}, 12000)...)...)
			v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
			r := v.Runs[0]
			if n := len(r.Differ) + len(r.Unreadable); n < 10000 || n > 10020 {
				t.Errorf("%d problems were kept, want about 10000", n)
			}
			if err == nil || !strings.Contains(r.Unreadable[len(r.Unreadable)-1].Error(), "were not compared, because 10000 problems were found") {
				t.Errorf("got %v, want the end of the comparison as its last error", err)
			}
		})
	}
}

func TestVerificationContinuesAfterABrokenFile(t *testing.T) {
	dir := finishedRun(t)
	all := linesOf(t, dir)
	relist(t, dir, append([]string{"{", "[]"}, all[:len(all)-1]...)...)
	torn := filepath.Join(dir, "replays", "00-00000-0.replay")
	write(t, torn, "torn")
	v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
	if err == nil || !strings.Contains(err.Error(), torn) || !strings.Contains(err.Error(), "and 2 more cannot be read") {
		t.Errorf("got %v, want an error with the recording and how many more", err)
	}
	if v.Good != 11 || len(v.Runs) != 1 || v.Sound() {
		t.Fatalf("got %+v, want 11 good recordings and a run", v)
	}
	run := v.Runs[0]
	if len(run.Unreadable) != 2 || run.Legs != 11 || run.Agree != 10 || !strings.Contains(strings.Join(run.Differ, "\n"), "no line names it") {
		t.Errorf("got %+v, want two broken lines, 10 of 11 lines that agree, and the deleted line", run)
	}
	for file, text := range map[string]string{"manifest.json": "{", "results.json": "[]"} {
		broken := filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(broken, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(broken, file), text)
		v, _ := arena.Verify(t.Context(), []string{broken}, 2, nil)
		if len(v.Runs) != 1 || !slices.ContainsFunc(v.Runs[0].Unreadable, func(err error) bool { return strings.Contains(err.Error(), file) }) {
			t.Errorf("%s: got %+v, want it among what cannot be read", file, v.Runs)
		}
	}
}

func TestARunWithoutRecordingsIsNotSound(t *testing.T) {
	dir := finishedRun(t)
	if err := os.RemoveAll(filepath.Join(dir, "replays")); err != nil {
		t.Fatal(err)
	}
	v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
	if err != nil || v.Sound() || len(v.Runs[0].Differ) != 12 {
		t.Errorf("got %+v, %v; want 12 missing recordings", v, err)
	}
}

func TestALegWithImpossibleCountsIsRefused(t *testing.T) {
	whole := finishedRun(t)
	impossible := map[string]func(l *arena.Leg){
		"chosen is -7200":                  func(l *arena.Leg) { l.Ledger[0].Chosen = -7200 },
		"decisions is 4611686018427387904": func(l *arena.Leg) { l.Ledger[1].Decisions = 1 << 62 },
		"hung is -1":                       func(l *arena.Leg) { l.Ledger[1].FaultKinds.Hung = -1 },
		"retried names contestant \"x\"":   func(l *arena.Leg) { l.Retried.Contestant = "x" },
	}
	for _, want := range slices.Sorted(maps.Keys(impossible)) {
		dir := filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		all := linesOf(t, dir)
		all[1] = edit(t, all[1], impossible[want])
		relist(t, dir, all...)
		if _, err := arena.Read(dir); err == nil || !strings.Contains(err.Error(), "line 2: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want line 2 and %q", err, want)
		}
	}
	replace(t, filepath.Join(whole, "results.json"), `"p99": `, `"p99": -7`)
	if _, err := arena.Read(whole); err == nil || !strings.Contains(err.Error(), "decision_us of contestant 1 has p50 ") {
		t.Errorf("got %v, want the impossible decision times", err)
	}
}

package arena_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// runFolder is the folder of a tournament of two pairs, matches of ten seconds.
func runFolder(t *testing.T) string {
	t.Helper()
	who, err := bot.ParseAll([]string{"script:pro", "script:spammer"})
	if err != nil {
		t.Fatal(err)
	}
	cfg := arena.Config{Contestants: who, Pairs: 2, Seed: 1, Rules: sim.DefaultRules()}
	cfg.Rules.MatchTicks = 10 * sim.TickRate
	load := bot.Setup{}.Loader()
	names, err := arena.Identify(cfg, load)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	folder, err := arena.OpenFolder(dir, cfg, names)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := arena.Run(t.Context(), cfg, names, load, arena.Options{Workers: 2}, func(legs []arena.Played) error { _, err := folder.Write(legs); return err }); err != nil {
		t.Fatal(err)
	}
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// change rewrites a recording.
func change(t *testing.T, path string, how func(*duel.Recording)) {
	t.Helper()
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	how(r)
	if err := durable.WriteFile(path, r.Encode); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAnUnchangedRunIsSound(t *testing.T) {
	run := runFolder(t)
	var calls []int
	v, err := arena.Verify(t.Context(), []string{run}, 2, func(done, total int) { calls = append(calls, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if v.Files != 4 || v.Good != 4 || v.Bytes == 0 || !v.Complete() || !v.Sound() {
		t.Errorf("got %+v, want 4 of 4 files", v)
	}
	if len(v.Runs) != 1 || v.Runs[0].Dir != run || v.Runs[0].Legs != 4 || len(v.Runs[0].Differ) != 0 {
		t.Errorf("the runs are %+v, want 4 legs as recorded", v.Runs)
	}
	if want := []int{1, 4, 2, 4, 3, 4, 4, 4}; !slices.Equal(calls, want) {
		t.Errorf("progress was %v, want %v", calls, want)
	}
	one := filepath.Join(run, "replays", "00-00000-0.replay")
	if v, err := arena.Verify(t.Context(), []string{one}, 2, nil); err != nil || v.Files != 1 || !v.Sound() || len(v.Runs) != 0 {
		t.Errorf("a file by its name: got %+v, %v; want it alone", v, err)
	}
}

func TestDesyncsAreFoundByFileAndTick(t *testing.T) {
	run := runFolder(t)
	hash, press, end := filepath.Join(run, "replays", "00-00000-1.replay"), filepath.Join(run, "replays", "00-00001-0.replay"), filepath.Join(run, "replays", "00-00001-1.replay")
	change(t, hash, func(r *duel.Recording) { r.Hashes[1]++ })
	change(t, press, func(r *duel.Recording) {
		for t := 61; t < 120; t++ {
			r.Inputs[t][0] = sim.Input{Move: sim.Manual | sim.Back}
		}
	})
	change(t, end, func(r *duel.Recording) { r.FinalHash = strings.Repeat("0", 16) })
	v, err := arena.Verify(t.Context(), []string{filepath.Dir(hash)}, 2, nil)
	if err != nil || v.Good != 1 || len(v.Desyncs) != 3 || !v.Complete() || v.Sound() {
		t.Fatalf("got %+v, %v; want one good recording and three desyncs", v, err)
	}
	for i, want := range []struct{ file, says string }{{hash, "desync by tick 120: "}, {press, "desync by tick 120: "}, {end, "desync by tick "}} {
		if d := v.Desyncs[i]; d.File != want.file || !strings.HasPrefix(d.Err.Error(), want.says) {
			t.Errorf("desync %d is %s: %v; want %s: %s", i, d.File, d.Err, want.file, want.says)
		}
	}
}

func TestUnreadableFilesAreReportedWithTheOtherResults(t *testing.T) {
	replays := filepath.Join(runFolder(t), "replays")
	change(t, filepath.Join(replays, "00-00001-0.replay"), func(r *duel.Recording) { r.Hashes[0]++ })
	torn := filepath.Join(replays, "00-00000-0.replay")
	write(t, torn, "no recording")
	v, err := arena.Verify(t.Context(), []string{replays}, 2, nil)
	if err == nil || !strings.Contains(err.Error(), torn) || strings.Contains(err.Error(), "more cannot be read") {
		t.Errorf("got %v, want the one file that cannot be read", err)
	}
	write(t, filepath.Join(replays, "x.replay"), "")
	v, err = arena.Verify(t.Context(), []string{replays}, 2, nil)
	if err == nil || !strings.HasSuffix(err.Error(), "and 1 more cannot be read") || len(v.Unreadable) != 2 {
		t.Errorf("got %v and %v, want the first and how many more", err, v.Unreadable)
	}
	if len(v.Desyncs) != 1 || v.Good != 2 || v.Complete() || v.Sound() {
		t.Errorf("got %+v, want the desync and two good recordings all the same", v)
	}
	for _, path := range []string{filepath.Join(replays, "nope"), t.TempDir()} {
		if _, err := arena.Verify(t.Context(), []string{path}, 2, nil); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want an error that names %s", err, path)
		}
	}
}

// A link in a run of a stranger, or among the files that a pattern of the shell names,
// leads anywhere.
func TestRecordingsThatAreLinksAreNotRead(t *testing.T) {
	run := runFolder(t)
	outside := filepath.Join(t.TempDir(), "outside.replay")
	link := filepath.Join(run, "replays", "00-00000-0.replay")
	if err := errors.Join(os.Rename(link, outside), os.Symlink(outside, link)); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"the link": link, "its folder": filepath.Dir(link), "the run": run} {
		v, err := arena.Verify(t.Context(), []string{path}, 2, nil)
		if want := link + ": not a regular file but a symbolic link"; err == nil || !strings.Contains(err.Error(), want) || len(v.Unreadable) != 1 {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	if err := errors.Join(os.Remove(link), os.Rename(outside, link)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"replays", "matches.jsonl", "manifest.json"} {
		at, elsewhere := filepath.Join(run, name), filepath.Join(t.TempDir(), "elsewhere")
		if err := errors.Join(os.Rename(at, elsewhere), os.Symlink(elsewhere, at)); err != nil {
			t.Fatal(err)
		}
		v, err := arena.Verify(t.Context(), []string{run}, 2, nil)
		if err == nil || !strings.Contains(err.Error(), at+": ") || !strings.Contains(err.Error(), "symbolic link") || len(v.Runs) != 1 {
			t.Errorf("%s that is a link: got %v, want an error", name, err)
		} else if r := v.Runs[0]; len(r.Unreadable) != 1 || len(r.Differ) != 0 {
			t.Errorf("%s that is a link: got %+v; want the link alone, and nothing that follows from it", name, r)
		}
		if err := errors.Join(os.Remove(at), os.Rename(elsewhere, at)); err != nil {
			t.Fatal(err)
		}
	}
	named := filepath.Join(t.TempDir(), "run")
	if err := os.Symlink(run, named); err != nil {
		t.Fatal(err)
	}
	if v, err := arena.Verify(t.Context(), []string{named}, 2, nil); err != nil || !v.Sound() || len(v.Runs) != 1 {
		t.Errorf("a link to a run: got %+v, %v; want it to be verified", v, err)
	}
}

func TestAnInterruptedVerificationIsNotComplete(t *testing.T) {
	run := runFolder(t)
	ctx, interrupt := context.WithCancel(t.Context())
	v, err := arena.Verify(ctx, []string{run}, 1, func(done, _ int) {
		if done == 2 {
			interrupt()
		}
	})
	if !errors.Is(err, context.Canceled) || v.Good != 2 || v.Complete() || len(v.Runs) != 0 {
		t.Errorf("got %+v, %v; want two of four files and that it was cancelled", v, err)
	}
}

func TestAnInterruptWhileRunsAreAuditedIsReported(t *testing.T) {
	run := runFolder(t)
	ctx, interrupt := context.WithCancel(t.Context())
	v, err := arena.Verify(ctx, []string{run}, 1, func(done, total int) {
		if done == total {
			interrupt()
		}
	})
	if !errors.Is(err, context.Canceled) || v.Good != 4 || len(v.Runs) != 0 {
		t.Errorf("got %+v, %v; want four recordings, no run, and that it was cancelled", v, err)
	}
}

func TestAnInterruptDoesNotHideWhatCouldNotBeRead(t *testing.T) {
	run := runFolder(t)
	write(t, filepath.Join(run, "replays", "00-00000-0.replay"), "torn")
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := arena.Verify(ctx, []string{run}, 1, func(done, _ int) {
		if done == 2 {
			interrupt()
		}
	})
	for _, want := range []string{"interrupted after 2 of 4 recordings", "00-00000-0.replay"} {
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %q and that it was cancelled", err, want)
		}
	}
}

func TestMatchLinesAreComparedWithTheirRecordings(t *testing.T) {
	run := runFolder(t)
	lines := filepath.Join(run, "matches.jsonl")
	data, err := os.ReadFile(lines)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(data)
	swap := strings.NewReplacer(`"outcome":"win"`, `"outcome":"loss"`, `"outcome":"loss"`, `"outcome":"win"`, `"outcome":"draw"`, `"outcome":"win"`)
	first, rest, _ := strings.Cut(whole, "\n")
	for name, c := range map[string]struct{ lines, says string }{
		"another outcome": {swap.Replace(first) + "\n" + rest, `line 1: outcome is "`},
		"another seed":    {strings.Replace(whole, `"seed":`, `"seed":1`, 1), `line 1: seed is "1`},
		"another leg":     {strings.Replace(whole, `"leg":0`, `"leg":1`, 1), "00-00000-1.replay"},
		"no such leg":     {strings.Replace(whole, `"leg":0`, `"leg":7`, 1), "recording is missing ("},
		"another hash":    {strings.Replace(whole, `"hash":"`, `"hash":"0`, 1), `line 1: hash is "0`},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, lines, c.lines)
			v, err := arena.Verify(t.Context(), []string{run}, 2, nil)
			if err != nil || v.Good != 4 || v.Sound() {
				t.Fatalf("got %+v, %v; want recordings that reproduce and a table that differs", v, err)
			}
			if d := v.Runs[0].Differ; v.Runs[0].Legs != 4 || v.Runs[0].Agree >= 4 || len(d) == 0 || !strings.Contains(d[0], c.says) {
				t.Errorf("of %d legs %d agree and %q differ; want 4, fewer, and first %q", v.Runs[0].Legs, v.Runs[0].Agree, d, c.says)
			}
		})
	}
	write(t, lines, "{\n"+whole)
	if _, err := arena.Verify(t.Context(), []string{run}, 2, nil); err == nil || !strings.Contains(err.Error(), "matches.jsonl: line 1: ") {
		t.Errorf("a line that is not JSON: got %v, want its number", err)
	}
	write(t, lines, whole+`{"torn`)
	if v, err := arena.Verify(t.Context(), []string{run}, 2, nil); err != nil || !v.Sound() {
		t.Errorf("a torn last line: got %+v, %v; want it left out", v, err)
	}
}

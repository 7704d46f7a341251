package farm_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/sim"
)

// scripts are contestants that need no network.
var scripts = []string{"script:rookie", "script:random", "script:pro"}

// tournament is a short run.
func tournament(t testing.TB, seed uint64, pairs int, specs ...string) arena.Tournament {
	t.Helper()
	x := arena.Tournament{
		Config: arena.Config{Pairs: pairs, Seed: seed, Rules: sim.DefaultRules()},
		Load:   bot.Setup{}.Loader(), Workers: 2,
	}
	x.Config.Rules.MatchTicks = 3 * sim.TickRate
	if err := x.Config.SetContestants(specs, ""); err != nil {
		t.Fatal(err)
	}
	return x
}

// play plays a run, or a shard of it, into dir/name and returns that folder.
func play(t testing.TB, dir, name string, x arena.Tournament, shard arena.Shard) string {
	t.Helper()
	x.Config.Shard = shard
	to := filepath.Join(dir, name)
	if _, err := x.Run(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	return to
}

// shards plays all shards of a run and returns their folders.
func shards(t testing.TB, dir string, x arena.Tournament, of int) (parts []string) {
	t.Helper()
	for i := range of {
		parts = append(parts, play(t, dir, fmt.Sprintf("part-%d-of-%d", i+1, of), x, arena.Shard{Index: i + 1, Of: of}))
	}
	return parts
}

// contents are the files of a folder by name.
func contents(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			all[name], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sameFiles compares two run folders byte for byte.
func sameFiles(t testing.TB, got, want string) {
	t.Helper()
	a, b := contents(t, got), contents(t, want)
	if len(a) != len(b) {
		t.Errorf("%s has %d files, %s has %d", got, len(a), want, len(b))
	}
	for name := range b {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs:\n%.400s\nwant\n%.400s", name, a[name], b[name])
		}
	}
}

func merge(ctx context.Context, dir string, parts ...string) error {
	_, err := farm.Merge{Parts: parts, Workers: 2}.Run(ctx, dir)
	return err
}

func TestMergedShardsAreTheRunOfOneProcessByteForByte(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 1, 7, scripts...)
	whole := play(t, dir, "whole", x, arena.Shard{})
	for _, of := range []int{1, 2, 3, 21} {
		parts := shards(t, dir, x, of)
		parts[0], parts[of-1] = parts[of-1], parts[0] // the order does not matter
		merged := filepath.Join(dir, fmt.Sprintf("merged-%d", of))
		if err := merge(t.Context(), merged, parts...); err != nil {
			t.Fatal(err)
		}
		sameFiles(t, merged, whole)
	}
}

func TestMergedShardsHaveTheScoresOfTheirParts(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 1, 3, tinyModel, "script:rookie")
	x.Config.KeepScores = true
	whole := play(t, dir, "whole", x, arena.Shard{})
	parts := shards(t, dir, x, 2)
	merged := filepath.Join(dir, "merged")
	if err := merge(t.Context(), merged, parts...); err != nil {
		t.Fatal(err)
	}
	sameRun(t, merged, whole)
	scores, err := filepath.Glob(filepath.Join(merged, "replays", "*.scores"))
	if err != nil || len(scores) != 6 {
		t.Fatalf("%d files of scores, %v; want 6", len(scores), err)
	}
	one := filepath.Join(parts[0], "replays", filepath.Base(scores[0]))
	if err := os.WriteFile(one, []byte("torn"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := merge(t.Context(), filepath.Join(dir, "again"), parts...); err == nil || !strings.Contains(err.Error(), "not a file of scores") {
		t.Errorf("a part with torn scores: %v", err)
	}
}

func TestAMergeThatWasInterruptedContinues(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 1, 7, scripts...)
	whole, parts := play(t, dir, "whole", x, arena.Shard{}), shards(t, dir, x, 3)
	merged := filepath.Join(dir, "merged")
	if err := merge(t.Context(), merged, parts...); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(merged, "matches.jsonl")
	if err := os.WriteFile(log, contents(t, merged)["matches.jsonl"][:3000], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := merge(t.Context(), merged, parts...); err != nil {
		t.Fatal(err)
	}
	sameFiles(t, merged, whole)
}

// TestAContestantThatIsWithdrawnInOneShardIsWithdrawnInTheRun plays a contestant that
// fails from the second shard on.
func TestAContestantThatIsWithdrawnInOneShardIsWithdrawnInTheRun(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 1, 6, "script:rookie", "script:random", tinyModel+"?name=tiny")
	failing := x
	failing.Load = failsLater(x.Load)
	var parts []string
	for i, t1 := range []arena.Tournament{x, failing, x} {
		parts = append(parts, play(t, dir, fmt.Sprint("part-", i+1), t1, arena.Shard{Index: i + 1, Of: 3}))
	}
	merged := filepath.Join(dir, "merged")
	if err := merge(t.Context(), merged, parts...); err != nil {
		t.Fatal(err)
	}
	r, err := arena.Read(merged)
	if err != nil {
		t.Fatal(err)
	}
	if out := r.Results.Withdrawn(); len(out) != 1 || out[0].Name != "tiny" || out[0].Voids != 1 || r.Results.Ended != arena.EndedBySchedule {
		t.Errorf("withdrawn: %+v; want tiny after one void", out)
	}
	last := -1
	for _, l := range r.Legs {
		if l.A == "tiny" || l.B == "tiny" {
			last = max(last, l.Pair)
		}
	}
	if last != 2 {
		t.Errorf("tiny played up to pair %d; want 2, the first of the second shard", last)
	}
}

func TestFoldersThatAreNotAllShardsOfOneRunAreRefused(t *testing.T) {
	dir := t.TempDir()
	x, other := tournament(t, 1, 4, scripts...), tournament(t, 2, 4, scripts...)
	parts := shards(t, dir, x, 3)
	foreign := shards(t, filepath.Join(dir, "other"), other, 3)
	halves := shards(t, dir, x, 2)
	again := play(t, dir, "again", x, arena.Shard{Index: 2, Of: 3})
	whole := play(t, dir, "whole", x, arena.Shard{})
	short := play(t, dir, "short", x, arena.Shard{Index: 3, Of: 3})
	cut(t, short, 300)
	bare := play(t, dir, "bare", x, arena.Shard{Index: 3, Of: 3})
	remove(t, bare, "replays/00-00003-1.replay")
	wrong := play(t, dir, "wrong", x, arena.Shard{Index: 3, Of: 3})
	replace(t, wrong, "matches.jsonl", `"sent":`, `"sent":1`)
	stray := play(t, dir, "stray", x, arena.Shard{Index: 3, Of: 3})
	replace(t, stray, "matches.jsonl", `"pair":3`, `"pair":1`)

	for name, c := range map[string]struct {
		parts []string
		says  []string
	}{
		"none":         {nil, []string{"no shards"}},
		"missing":      {parts[:2], []string{"shard 3/3 is missing", "--shard 3/3"}},
		"double":       {append(parts[:3:3], again), []string{parts[1], again, "both shard 2/3"}},
		"named twice":  {append(parts[:3:3], parts[0]), []string{parts[0], "both shard 1/3"}},
		"foreign":      {[]string{parts[0], parts[1], foreign[2]}, []string{foreign[2], "seed is 1 there and 2 now"}},
		"other number": {[]string{parts[0], halves[1]}, []string{halves[1], "shard 2/2", "one of 3"}},
		"whole":        {[]string{whole}, []string{whole, "whole run"}},
		"not finished": {[]string{parts[0], parts[1], short}, []string{short, "not finished", "tournament --out"}},
		"no folder":    {[]string{filepath.Join(dir, "nowhere")}, []string{"nowhere", "there is no such folder"}},
		"no recording": {[]string{parts[0], parts[1], bare}, []string{bare, "00-00003-1.replay", "missing"}},
		"wrong counts": {[]string{parts[0], parts[1], wrong}, []string{wrong, "sent is 1"}},
		"wrong block":  {[]string{parts[0], parts[1], stray}, []string{stray, "this run has no pairing"}},
	} {
		err := merge(t.Context(), filepath.Join(dir, "to "+name), c.parts...)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want one line", name, err)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q lacks %q", name, err, part)
			}
		}
	}
	if err := merge(t.Context(), filepath.Join(dir, "other", "part-1-of-3"), parts...); err == nil || !strings.Contains(err.Error(), "contains another run") {
		t.Errorf("merged into the folder of another run: %v", err)
	}
	merged := filepath.Join(dir, "contradicted")
	if err := merge(t.Context(), merged, parts...); err != nil {
		t.Fatal(err)
	}
	replace(t, merged, "matches.jsonl", `"outcome":"loss"`, `"outcome":"draw"`)
	if err := merge(t.Context(), merged, parts...); err == nil || !strings.Contains(err.Error(), merged+" and "+dir) {
		t.Errorf("contradiction: %v; want both folders", err)
	}
}

package index_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/agent/history/index"
	"github.com/kumite/kumite/sim"
)

// play plays a run of a contestant against script:pro and dates it.
func play(t testing.TB, dir, spec string, pairs int, at time.Time) arena.Results {
	t.Helper()
	contestants, err := bot.ParseAll([]string{spec, "script:pro"})
	if err != nil {
		t.Fatal(err)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	out, err := arena.Tournament{
		Config: arena.Config{Contestants: contestants, Pairs: pairs, Seed: 9, Rules: rules},
		Load:   bot.Setup{}.Loader(), Workers: 1, Log: zerolog.Nop(),
	}.Run(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "matches.jsonl"), at, at); err != nil {
		t.Fatal(err)
	}
	return out.Results
}

var day = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func run(t *testing.T, cfg history.Config) *history.Document {
	t.Helper()
	doc, err := index.Run(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheHistoryIsThatOfTheFoldersWhateverTheIndexHeld(t *testing.T) {
	dir := t.TempDir()
	runs := filepath.Join(dir, "runs")
	first := play(t, filepath.Join(runs, "a"), "script:oracle?name=mine", 4, day)
	play(t, filepath.Join(runs, "b", "c"), "script:rookie?name=mine", 4, day.AddDate(0, 0, 1))
	cfg := history.Config{Folders: []string{runs}, Index: filepath.Join(dir, "index.db"), Contestants: []string{"mine"}}
	doc := run(t, cfg)
	if len(doc.Rows) != 2 || !doc.Rows[0].Time.Equal(day) || doc.Rows[0].Opponent != "pro" {
		t.Fatalf("rows %+v, want two by time", doc.Rows)
	}
	if got, want := doc.Rows[0].Wins, first.Pairings[0].Wins; got != want || doc.Rows[0].Games() != 8 {
		t.Errorf("%d wins of %d, want %d of 8", got, doc.Rows[0].Games(), want)
	}
	again := run(t, cfg)
	if !reflect.DeepEqual(again, doc) {
		t.Errorf("from the index %+v, want %+v", again, doc)
	}
	for _, name := range []string{"", "-wal", "-shm"} {
		os.Remove(cfg.Index + name)
	}
	if rebuilt := run(t, cfg); !reflect.DeepEqual(rebuilt, doc) {
		t.Errorf("rebuilt %+v, want %+v", rebuilt, doc)
	}
	cfg.Since = day.Add(time.Hour)
	if later := run(t, cfg); len(later.Rows) != 1 || later.Rows[0] != doc.Rows[1] {
		t.Errorf("since a time: %+v, want the second run", later.Rows)
	}
	cfg.Since = time.Time{}
	if err := os.RemoveAll(filepath.Join(runs, "a")); err != nil {
		t.Fatal(err)
	}
	play(t, filepath.Join(runs, "b", "c"), "script:rookie?name=mine", 4, day.AddDate(0, 0, 2)) // resumed: only the time changes
	if left := run(t, cfg); len(left.Rows) != 1 || !left.Rows[0].Time.Equal(day.AddDate(0, 0, 2)) {
		t.Errorf("after one run is gone and one has changed: %+v", left.Rows)
	}
}

func TestAContestantThatGotWorseIsNamed(t *testing.T) {
	dir := t.TempDir()
	play(t, filepath.Join(dir, "a"), "script:oracle?name=mine", 8, day)
	play(t, filepath.Join(dir, "b"), "script:dummy?name=mine", 8, day.AddDate(0, 0, 1))
	cfg := history.Config{Folders: []string{dir}, Index: filepath.Join(t.TempDir(), "index.db"), Check: []string{"mine"}}
	doc := run(t, cfg)
	if v := doc.Verdicts[0]; v.Result.Verdict != compare.Worse || !v.Result.Paired || v.Before != filepath.Join(dir, "a") {
		t.Errorf("%+v, want worse than in a, on the same seeds", v)
	}
	if worse := doc.Worse(); len(worse) != 1 || worse[0] != "mine" {
		t.Errorf("worse: %q, want mine", worse)
	}
	cfg.Check = []string{"nobody"}
	if _, err := index.Run(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "0 runs") {
		t.Errorf("%v, want that nobody has no runs", err)
	}
}

func TestAFolderThatCannotBeReadIsAWarningEachTime(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	cfg := history.Config{Folders: []string{dir}, Index: filepath.Join(t.TempDir(), "index.db")}
	for range 2 {
		if doc := run(t, cfg); len(doc.Rows) != 0 || len(doc.Warnings) != 1 {
			t.Errorf("%+v, want no row and a warning", doc)
		}
	}
	cfg.Folders = []string{t.TempDir()}
	if _, err := index.Run(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "contains none") {
		t.Errorf("%v, want that there is no run", err)
	}
}

func ExampleRun() {
	_, err := index.Run(context.Background(), history.Config{Folders: []string{"testdata/none"}})
	fmt.Println(err != nil)
	// Output: true
}

// BenchmarkRun reads the history of 200 run folders from an index.
func BenchmarkRun(b *testing.B) {
	dir := b.TempDir()
	for i := range 200 {
		play(b, filepath.Join(dir, fmt.Sprint(i)), "script:rookie", 2, day.AddDate(0, 0, i))
	}
	cfg := history.Config{Folders: []string{dir}, Index: filepath.Join(b.TempDir(), "index.db")}
	for b.Loop() {
		doc, err := index.Run(context.Background(), cfg)
		if err != nil || len(doc.Rows) != 400 {
			b.Fatal(len(doc.Rows), err)
		}
	}
}

package expert_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/logs"
)

// short returns a configuration of matches of ten seconds.
func short(matches int, seed uint64) expert.Config {
	cfg := expert.Default()
	cfg.Matches, cfg.Seed, cfg.Rules.MatchTicks = matches, seed, 10*sim.TickRate
	return cfg
}

// run records a valid configuration.
func run(t *testing.T, dir string, cfg expert.Config) expert.Summary {
	t.Helper()
	s, err := expert.Run(t.Context(), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open opens a log folder.
func open(t *testing.T, dir string) *logs.Folder {
	t.Helper()
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// contents reads the files of a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = data
	}
	return all
}

func TestRecordingsDoNotDependOnTheWorkers(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	cfg := short(4, 5)
	run(t, one, cfg)
	cfg.Workers = 2
	run(t, two, cfg)
	a, b := contents(t, one), contents(t, two)
	if got, want := slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(a)); !slices.Equal(got, want) {
		t.Fatalf("two workers wrote %v, one wrote %v", got, want)
	}
	compared := 0
	for name, data := range a {
		if ext := filepath.Ext(name); ext != ".csv" && ext != ".replay" && ext != ".json" {
			continue
		}
		compared++
		if !bytes.Equal(data, b[name]) {
			t.Errorf("%s depends on the number of workers", name)
		}
	}
	if compared != 2*4+1 {
		t.Errorf("compared %d files, want a table and a replay of 4 matches and logs.json", compared)
	}
	other := t.TempDir()
	run(t, other, short(1, 6))
	if bytes.Equal(contents(t, other)["000001.replay"], a["000001.replay"]) {
		t.Error("another seed played the same match")
	}
}

func TestASecondRunAddsOnlyMissingRecordings(t *testing.T) {
	dir := t.TempDir()
	if s := run(t, dir, short(2, 5)); s.Recordings != 2 || s.New != 2 {
		t.Errorf("the first run counts %+v, want 2 recordings, both new", s)
	}
	before := contents(t, dir)
	var calls [][2]int
	cfg := short(3, 5)
	cfg.Progress = func(done, total int) { calls = append(calls, [2]int{done, total}) }
	s, err := expert.Run(t.Context(), dir, cfg)
	if err != nil || s.Recordings != 3 || s.New != 1 {
		t.Errorf("the second run counts %+v (%v), want 3 recordings, 1 new", s, err)
	}
	if want := [][2]int{{2, 3}, {3, 3}}; !slices.Equal(calls, want) {
		t.Errorf("progress was %v, want %v", calls, want)
	}
	after := contents(t, dir)
	for name, data := range before {
		if name != logs.FileName && !bytes.Equal(data, after[name]) {
			t.Errorf("%s was written again", name)
		}
	}
	if _, err := expert.Run(t.Context(), dir, short(3, 6)); err == nil || !strings.Contains(err.Error(), "seed is 5 there and 6 now") {
		t.Errorf("with another seed: got %v, want both seeds", err)
	}
}

func TestAnInterruptedRunKeepsAndCountsFinishedRecordings(t *testing.T) {
	dir := t.TempDir()
	ctx, interrupt := context.WithCancel(t.Context())
	cfg := short(5, 5)
	cfg.Progress = func(done, _ int) {
		if done == 2 {
			interrupt()
		}
	}
	s, err := expert.Run(ctx, dir, cfg)
	if !errors.Is(err, context.Canceled) || s.Recordings != 2 || s.New != 2 {
		t.Errorf("got %+v, %v; want 2 recordings and context.Canceled", s, err)
	}
	if got := len(open(t, dir).Recordings); got != 2 {
		t.Errorf("the folder holds %d recordings, want 2", got)
	}
	if s := run(t, dir, short(5, 5)); s.Recordings != 5 || s.New != 3 {
		t.Errorf("the resumed run counts %+v, want 5 recordings, 3 new", s)
	}
}

func TestASecondRunOnOneFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	held, err := durable.Lock(filepath.Join(dir, ".lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := expert.Run(t.Context(), dir, short(1, 1)); err == nil || !strings.Contains(err.Error(), "another process is writing to it") {
		t.Errorf("got %v, want an error about another process", err)
	}
}

func TestTheSummaryAgreesWithTheTables(t *testing.T) {
	dir := t.TempDir()
	s := run(t, dir, short(3, 8))
	frames, presses := 0, 0
	folder := open(t, dir)
	for i := range folder.Recordings {
		r, err := folder.Open(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range r.Rows() {
			frames++
			if row.Action != logs.NoAction {
				presses++
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Frames != frames || s.Presses != presses || frames == 0 || presses == 0 {
		t.Errorf("the summary counts %d frames and %d presses, the tables %d and %d", s.Frames, s.Presses, frames, presses)
	}
	if got, want := s.NoActionShare(), float64(frames-presses)/float64(frames); got != want {
		t.Errorf("the share of no_action is %v, want %v", got, want)
	}
}

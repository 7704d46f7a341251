package gate_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// newGate creates a gate's folder with three candidates: one that beats a champion
// that never acts, one that never acts either, and one that is not a model.
func newGate(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	at := filepath.Join(dir, "candidates")
	for _, name := range []string{"pro-ce.onnx", "pro-ce.canary.json", "pro-ce.md"} {
		write(t, at, strings.Replace(name, "pro-ce", "good", 1), read(t, "../../models/"+name))
	}
	external := "../../policy/ort/testdata/external."
	write(t, at, "idle.onnx", read(t, external+"onnx"))
	write(t, at, "external.data", read(t, external+"data"))
	write(t, at, "idle.onnx.json", []byte(`{"kumite.bias": [1000, 0, 0], "kumite.decoder": "decode=argmax"}`))
	write(t, at, "broken.onnx", []byte("this is not a model"))
	return dir
}

// config is a gate whose champion never acts.
func config() gate.Config {
	test := rating.DefaultSPRT()
	cfg := gate.Config{
		Champion: "script:dummy",
		Tournament: arena.Tournament{
			Config: arena.Config{Test: &test, Seed: 1, Rules: sim.DefaultRules()},
			Load:   bot.Setup{}.Loader(), Workers: 2,
		},
		SignedBy: "R. Referee", Command: "a command", Version: "a version",
		Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600)) },
	}
	cfg.Tournament.Config.Rules.MatchTicks = 10 * sim.TickRate
	return cfg
}

func run(t *testing.T, dir string, cfg gate.Config) *gate.Document {
	t.Helper()
	doc, err := gate.Run(t.Context(), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// tree returns the files below a folder, without those of runs.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if d.Name() == "runs" {
			return filepath.SkipDir
		}
		if rel, _ := filepath.Rel(dir, path); !d.IsDir() && rel != ".lock" {
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// settled is the result of tree once newGate's candidates are judged.
var settled = []string{
	"accepted/good/good.canary.json", "accepted/good/good.md", "accepted/good/good.onnx", "accepted/good/record.json",
	"rejected/broken/broken.onnx", "rejected/broken/record.json",
	"rejected/idle/external.data", "rejected/idle/idle.onnx", "rejected/idle/idle.onnx.json", "rejected/idle/record.json",
}

func TestCandidatesAreMovedWithAllTheirFilesAndARecordOfWhy(t *testing.T) {
	dir := newGate(t)
	doc := run(t, dir, config())
	if got := tree(t, dir); !slices.Equal(got, settled) {
		t.Errorf("the gate's folder holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(settled, "\n"))
	}
	if doc.Schema != "kumite.gate-run/1" || len(doc.Records) != 3 || len(doc.Skipped) != 0 {
		t.Fatalf("schema %s, %d records, skipped %v; want 3 records", doc.Schema, len(doc.Records), doc.Skipped)
	}
	for i, want := range []struct {
		name     string
		decision gate.Decision
		why      string
	}{{"broken", gate.Rejected, "ONNX file"}, {"good", gate.Accepted, "the test accepts H1, an Elo difference of at least 50 to the champion, over H0, at most 0: pair score "}, {"idle", gate.Rejected, "the test accepts H0, an Elo difference of at most 0 to the champion, over H1, at least 50: pair score "}} {
		r := doc.Records[i]
		if r.Candidate != want.name || r.Decision != want.decision || !strings.Contains(r.Why, want.why) || r.ModelSHA256 == "" {
			t.Errorf("record %+v, want %s %s because %s", r, want.name, want.decision, want.why)
		}
		if loaded := want.name != "broken"; r.WinRate.Defined() != loaded || r.Score.Defined() != loaded || r.Elo.Defined() != loaded {
			t.Errorf("%s has win rate %v, score %v and Elo %v; want them undefined if it did not load", r.Candidate, r.WinRate, r.Score, r.Elo)
		}
		if r.SignedBy != "R. Referee" || r.Time != "2026-01-02T02:04:05Z" || r.Command != "a command" || r.Version != "a version" {
			t.Errorf("%s is signed %q, %q, %q, %q", r.Candidate, r.SignedBy, r.Time, r.Command, r.Version)
		}
		var beside gate.Record
		if err := json.Unmarshal(read(t, filepath.Join(dir, r.Place, "record.json")), &beside); err != nil || beside.Why != r.Why {
			t.Errorf("beside %s is %+v, %v", r.Candidate, beside, err)
		}
		if r.Replays != "" {
			if found, _ := filepath.Glob(filepath.Join(dir, r.Replays, "*.replay")); len(found) < 2*r.Pentanomial.Pairs() {
				t.Errorf("%s: %d replays of %d pairs in %s", r.Candidate, len(found), r.Pentanomial.Pairs(), r.Replays)
			}
		}
	}
	if doc := run(t, dir, config()); doc.Records == nil || len(doc.Records) != 0 {
		t.Errorf("a gate without candidates has the records %v, want an empty list", doc.Records)
	}
}

func TestAnInconclusiveCandidateStaysWithItsRecord(t *testing.T) {
	dir := newGate(t)
	for _, name := range []string{"broken.onnx", "idle.onnx"} {
		if err := os.Remove(filepath.Join(dir, "candidates", name)); err != nil {
			t.Fatal(err)
		}
	}
	once := config()
	once.Tournament.Config.Test.MaxPairs = 1
	if doc := run(t, dir, once); len(doc.Records) != 1 || doc.Records[0].Decision != gate.Inconclusive || doc.Records[0].Place != "candidates" {
		t.Errorf("got %+v, want one inconclusive record", doc.Records)
	}
	if _, err := os.Stat(filepath.Join(dir, "candidates", "good.gate.json")); err != nil {
		t.Error(err)
	}
	run(t, dir, config()) // with more pairs
	if got := tree(t, dir); !slices.Contains(got, "accepted/good/good.onnx") || slices.Contains(got, "candidates/good.gate.json") {
		t.Errorf("after a test with more pairs the gate's folder holds %v", got)
	}
}

func TestAnInterruptedMoveIsCompleted(t *testing.T) {
	whole := newGate(t)
	run(t, whole, config())
	// A crash interrupts the move of three files after the record or any of them.
	for moved := range 4 {
		dir := newGate(t)
		partial := filepath.Join(dir, "accepted", ".good.partial")
		write(t, partial, "record.json", read(t, filepath.Join(whole, "accepted", "good", "record.json")))
		for _, name := range []string{"good.onnx", "good.canary.json", "good.md"}[:moved] {
			if err := os.Rename(filepath.Join(dir, "candidates", name), filepath.Join(partial, name)); err != nil {
				t.Fatal(err)
			}
		}
		doc := run(t, dir, config())
		if got := tree(t, dir); !slices.Equal(got, settled) {
			t.Errorf("cut after %d files: the gate's folder holds %v, want %v", moved, got, settled)
		}
		if len(doc.Records) != 2 {
			t.Errorf("cut after %d files: %d candidates are judged, want the two that were not", moved, len(doc.Records))
		}
	}
	dir := newGate(t) // files are moved only after the record is complete
	write(t, filepath.Join(dir, "rejected", ".good.partial"), ".record.json123", []byte(`{"sch`))
	if doc := run(t, dir, config()); len(doc.Records) != 3 {
		t.Errorf("after a move without a record %d candidates are judged, want 3", len(doc.Records))
	}
	if got := tree(t, dir); !slices.Equal(got, settled) {
		t.Errorf("a move without a record left %v", got)
	}
}

func TestExternalDataOfTwoCandidatesIsKeptWithBoth(t *testing.T) {
	dir := newGate(t)
	at := filepath.Join(dir, "candidates")
	write(t, at, "twin.onnx", read(t, filepath.Join(at, "idle.onnx")))
	write(t, at, "twin.onnx.json", read(t, filepath.Join(at, "idle.onnx.json")))
	run(t, dir, config())
	for _, path := range []string{"rejected/idle/external.data", "rejected/idle/idle.onnx", "rejected/twin/external.data", "rejected/twin/twin.onnx"} {
		if !slices.Contains(tree(t, dir), path) {
			t.Errorf("%s is missing: %v", path, tree(t, dir))
		}
	}
}

// An entry that cannot be judged stays where it is, and the others are judged.
func TestEntriesThatCannotBeJudgedAreSkippedAndReported(t *testing.T) {
	dir := newGate(t)
	renamed := filepath.Join(filepath.Dir(dir), "g[1]*") // not a pattern
	if err := os.Rename(dir, renamed); err != nil {
		t.Fatal(err)
	}
	candidates := filepath.Join(renamed, "candidates")
	write(t, candidates, "A.onnx?b.onnx", []byte("x"))
	if err := os.Mkdir(filepath.Join(candidates, "folder.onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	doc := run(t, renamed, config())
	says := errors.Join(doc.Skipped...)
	for _, want := range []string{"A.onnx?b.onnx skipped: its path contains .onnx?", "folder.onnx skipped: it is a folder"} {
		if len(doc.Skipped) != 2 || !strings.Contains(says.Error(), want) {
			t.Errorf("skipped %v; want two, and %q", doc.Skipped, want)
		}
	}
	if len(doc.Records) != 3 {
		t.Errorf("%d records; want the three others judged", len(doc.Records))
	}
	// external.data may belong to A.onnx?b.onnx, which cannot be read.
	want := append([]string{"candidates/A.onnx?b.onnx", "candidates/external.data"}, settled...)
	slices.Sort(want)
	if got := tree(t, renamed); !slices.Equal(got, want) {
		t.Errorf("the gate's folder holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNoCandidateIsRejectedForAProblemOfTheMachineOrTheChampion(t *testing.T) {
	dir := newGate(t)
	before := tree(t, dir)
	loads := 0
	if doc, err := gate.Run(t.Context(), t.TempDir(), config()); err == nil || !strings.Contains(err.Error(), "put models there") {
		t.Errorf("without candidates: got %+v, %v; want how to add them", doc.Records, err)
	}
	for name, c := range map[string]struct {
		change func(*gate.Config)
		says   string
	}{
		"no such provider":      {func(c *gate.Config) { c.Provider = "cuda" }, "provider cuda: ONNX Runtime"},
		"a measured latency":    {func(c *gate.Config) { c.Tournament.Latency = "measured" }, "could not resume"},
		"a budget":              {func(c *gate.Config) { c.Tournament.Budget = time.Minute }, "budget"},
		"no champion":           {func(c *gate.Config) { c.Champion = "" }, "put one model there, or name a champion"},
		"a broken champion":     {func(c *gate.Config) { c.Champion = filepath.Join(dir, "candidates", "broken.onnx") }, "champion: "},
		"a champion that fails": {func(c *gate.Config) { c.Champion, c.Tournament.Load = "../../models/pro-ce.onnx", failing(&loads) }, "the champion cannot play: pro-ce: load: "},
	} {
		cfg := config()
		c.change(&cfg)
		if doc, err := gate.Run(t.Context(), dir, cfg); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %+v, %v; want %q", name, doc.Records, err, c.says)
		}
	}
	// The broken candidate is judged before the champion fails.
	after := slices.DeleteFunc(tree(t, dir), func(path string) bool {
		return strings.Contains(path, "broken") || strings.HasSuffix(path, "record.json")
	})
	before = slices.DeleteFunc(before, func(path string) bool { return strings.Contains(path, "broken") })
	if !slices.Equal(before, after) {
		t.Errorf("%v became %v", before, after)
	}
}

// failing loads pro-ce.onnx three times, before the first match, and then fails.
func failing(loads *int) bot.Loader {
	load := bot.Setup{}.Loader()
	return func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
		if strings.HasSuffix(c.Path, "pro-ce.onnx") {
			if *loads++; *loads > 3 {
				return nil, errors.New("the disk is gone")
			}
		}
		return load(c, delayTicks)
	}
}

func TestAnInterruptedTestResumesInItsRunFolder(t *testing.T) {
	dir := newGate(t)
	ctx, interrupt := context.WithCancel(t.Context())
	cfg := config()
	cfg.Tournament.Progress = func(done, _ int) {
		if done == 6 {
			interrupt()
		}
	}
	_, err := gate.Run(ctx, dir, cfg)
	var early *arena.Unfinished
	if !errors.As(err, &early) || !early.Interrupted() || early.Finished < 6 || !strings.HasPrefix(early.Dir, filepath.Join(dir, "runs", "good-")) {
		t.Fatalf("got %v, want an interrupt of the good candidate's run", err)
	}
	if got := tree(t, dir); !slices.Contains(got, "candidates/good.onnx") {
		t.Errorf("a candidate whose test was interrupted was moved: %v", got)
	}
	first := -1
	cfg = config()
	cfg.Tournament.Progress = func(_, total int) {
		if first < 0 {
			first = total
		}
	}
	if doc := run(t, dir, cfg); len(doc.Records) != 2 || doc.Records[0].Decision != gate.Accepted || first != early.Planned-early.Finished {
		t.Errorf("resumed with %d legs missing and %d records; want %d and 2, the first accepted", first, len(doc.Records), early.Planned-early.Finished)
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	cfg := gate.Config{SignedBy: " "}
	for _, want := range []string{"need a signature", "needs a clock", "needs a sequential test"} {
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	cfg = config()
	cfg.Tournament.Workers, cfg.Tournament.Config.Test.Alpha = 0, 0.7
	for _, want := range []string{"workers is 0", "alpha is 0.7"} {
		if _, err := gate.Run(t.Context(), "x", cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	if _, err := gate.Run(t.Context(), "", config()); err == nil || !strings.Contains(err.Error(), "needs a folder") {
		t.Errorf("without a folder: %v; want that it needs one", err)
	}
}

func TestTheChampionIsNotJudgedHoweverItsPathIsSpelled(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "candidates")
	write(t, at, "good.onnx", read(t, "../../models/pro-ce.onnx"))
	link := filepath.Join(dir, "link.onnx")
	if err := os.Symlink(filepath.Join("candidates", "good.onnx"), link); err != nil {
		t.Fatal(err)
	}
	for _, spec := range []string{
		filepath.Join(at, "good.onnx"), at + "/./good.onnx", at + "/../candidates/good.onnx?decode=argmax", "onnx:" + at + "/good.onnx", link,
	} {
		cfg := config()
		cfg.Champion = spec
		doc, err := gate.Run(t.Context(), dir, cfg)
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Records) != 0 || len(doc.Skipped) != 1 || !strings.Contains(doc.Skipped[0].Error(), "it is the champion") {
			t.Errorf("champion %s: %d records, skipped %v; want it skipped", spec, len(doc.Records), doc.Skipped)
		}
		if _, err := os.Stat(filepath.Join(at, "good.onnx")); err != nil {
			t.Fatalf("champion %s: its file was moved: %v", spec, err)
		}
	}
}

package arena_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// kept plays a run of two scripts in a folder.
func kept(t *testing.T) (dir string, out arena.Outcome) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 3, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := run.Config.SetContestants([]string{"script:rookie", "script:random"}, ""); err != nil {
		t.Fatal(err)
	}
	out, err := run.Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, out
}

func TestARunWithoutItsRecordingsIsRead(t *testing.T) {
	dir := finishedRun(t)
	if err := os.RemoveAll(filepath.Join(dir, "replays")); err != nil {
		t.Fatal(err)
	}
	run, err := arena.Read(dir)
	if err != nil || len(run.Legs) != 12 || run.Replays != (arena.ReplaySize{}) {
		t.Fatalf("got %+v, %v; want 12 legs and no recording", run, err)
	}
	if data, err := run.Replay(&run.Legs[0]); data != nil || err != nil {
		t.Errorf("a recording that was removed: %d bytes, %v", len(data), err)
	}
}

func TestARunIsReadWithoutItsConfiguration(t *testing.T) {
	dir, out := kept(t)
	log := filepath.Join(dir, "matches.jsonl")
	lines, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(lines, []byte("\n"))
	torn := append(append(append([]byte(nil), lines...), append(first, '\n')...), `{"schema":"kumite.leg/1","a":"roo`...)
	if err := os.WriteFile(log, torn, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Legs) != 4 || len(got.Manifest.Contestants) != 2 || got.Results.Contestants[0].Wins != out.Results.Contestants[0].Wins {
		t.Errorf("%d legs, %d contestants, %d wins; want 4, 2, %d", len(got.Legs), len(got.Manifest.Contestants), got.Results.Contestants[0].Wins, out.Results.Contestants[0].Wins)
	}
	if after, err := os.ReadFile(log); err != nil || !bytes.Equal(after, torn) {
		t.Errorf("matches.jsonl was changed (%v)", err)
	}
	for i := range got.Legs {
		l := &got.Legs[i]
		data, err := got.Replay(l)
		if err != nil {
			t.Fatal(err)
		}
		r, err := duel.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range []sim.Side{sim.Left, sim.Right} {
			if got, want := l.On(side), r.Contestants[side].Name; got != want {
				t.Errorf("leg %d: %s is on the %v, the recording says %s", i, got, side, want)
			}
		}
	}
}

func TestMatchesWithoutARecordingHaveNoReplay(t *testing.T) {
	dir, _ := kept(t)
	run, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "replays", run.ReplayName(&run.Legs[1]))); err != nil {
		t.Fatal(err)
	}
	void := run.Legs[0]
	void.Outcome = arena.Void
	for name, leg := range map[string]*arena.Leg{"removed": &run.Legs[1], "void": &void} {
		if data, err := run.Replay(leg); data != nil || err != nil {
			t.Errorf("%s: got %d bytes, %v; want none", name, len(data), err)
		}
	}
}

func TestFoldersThatAreNotARunAreNamed(t *testing.T) {
	for file, c := range map[string]struct{ contents, want string }{
		"manifest.json":   {"", "is not a run folder: it has no manifest.json"},
		"results.json":    {`{"schema":"kumite.sweep/1"}`, `results.json: schema is "kumite.sweep/1", want "kumite.tournament/1"`},
		"manifest.json ":  {`{`, "manifest.json: the JSON ends too early"},
		"manifest.json  ": {`{"schema":"kumite.manifest/2","pairs":"five"}`, `manifest.json: "pairs" is a text; want a whole number`},
		"matches.jsonl":   {`{"schema":"kumite.leg/1","leg":2}` + "\n", "matches.jsonl: line 1: this run has no pairing 0, pair 0, leg 2"},
		"matches.jsonl ":  {"{}\n", `matches.jsonl: line 1: schema is "", want "kumite.leg/1"`},
	} {
		dir, _ := kept(t)
		path := filepath.Join(dir, strings.TrimSpace(file))
		err := os.Remove(path)
		if c.contents != "" {
			err = os.WriteFile(path, []byte(c.contents), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := arena.Read(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, %v; want an error with %q", file, got, err, c.want)
		}
	}
}

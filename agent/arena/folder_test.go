package arena

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/duel"
)

// session opens the folder, plays at most limit missing pairs, and returns the legs
// that it found and how many it played.
func session(t testing.TB, dir string, cfg Config, limit int) (found []Leg, played int) {
	t.Helper()
	f, err := OpenFolder(dir, cfg, anybody(cfg))
	if err != nil {
		t.Fatal(err)
	}
	stop, pairs := errors.New("power cut"), 0
	_, err = Run(context.Background(), cfg, anybody(cfg), noModels, Options{Finished: f.Legs()}, func(legs []Played) error {
		if pairs++; pairs > limit {
			return stop
		}
		played += len(legs)
		_, err := f.Write(legs)
		return err
	})
	if err != nil && !errors.Is(err, stop) {
		t.Fatal(err)
	}
	found = f.Legs()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return found, played
}

func TestMatchesWithoutAManifestAreRefused(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random")
	dir := filepath.Join(t.TempDir(), "run")
	session(t, dir, cfg, 2)
	if err := os.Remove(filepath.Join(dir, "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if f, err := OpenFolder(dir, cfg, anybody(cfg)); err == nil || !strings.Contains(err.Error(), "no manifest.json") {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestARunResumesWhereItStopped(t *testing.T) {
	cfg := config(t, 6, "script:rookie", "script:random")
	want := results(t, cfg, run(t, cfg, 1, nil))
	dir := filepath.Join(t.TempDir(), "run")
	for range 3 { // two pairs, then a power cut with a truncated line
		if _, played := session(t, dir, cfg, 2); played != 4 {
			t.Fatalf("%d legs played, want 4", played)
		}
		appendTo(t, filepath.Join(dir, "matches.jsonl"), `{"schema":"kumite.leg/1","a":"roo`)
	}
	legs, played := session(t, dir, cfg, 2)
	if len(legs) != 12 || played != 0 {
		t.Fatalf("%d legs are kept and %d played, want 12 and 0", len(legs), played)
	}
	if got := results(t, cfg, legs); got != want {
		t.Errorf("resumed:\n%s\nnever stopped:\n%s", got, want)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "matches.jsonl")); err != nil || bytes.Count(data, []byte("\n")) != 12 || !bytes.HasSuffix(data, []byte("}\n")) {
		t.Errorf("matches.jsonl still holds the torn line (%v):\n%s", err, data)
	}
	replays, err := filepath.Glob(filepath.Join(dir, "replays", "*.replay"))
	if err != nil || len(replays) != 12 {
		t.Fatalf("%d replays (%v), want 12", len(replays), err)
	}
	for _, path := range replays {
		r, err := duel.ReadFile(path)
		if err == nil {
			err = r.Verify()
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func appendTo(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// A resumed run plays the set difference of the schedule and the lines that are
// left, whatever their order and repetitions.
func TestResumePlaysTheSetDifference(t *testing.T) {
	cfg := config(t, 4, "script:rookie", "script:random", "script:dummy")
	dir := t.TempDir()
	log := filepath.Join(dir, "matches.jsonl")
	session(t, dir, cfg, 1000)
	whole, _ := session(t, dir, cfg, 0)
	want := results(t, cfg, whole)
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(bytes.Lines(data))
	random := rand.New(rand.NewPCG(3, 4))
	for range 10 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		left := random.IntN(len(lines))
		kept := append(slices.Clone(lines[:left]), lines[:left/2]...)
		if err := os.WriteFile(log, bytes.Join(kept, nil), 0o644); err != nil {
			t.Fatal(err)
		}
		found, played := session(t, dir, cfg, 1000)
		if len(found) != left || played != len(lines)-left {
			t.Fatalf("of %d lines left, %d legs were found and %d played; want %d", left, len(found), played, len(lines)-left)
		}
		legs, _ := session(t, dir, cfg, 0)
		if got := results(t, cfg, legs); got != want {
			t.Fatalf("with %d lines left:\n%s\nwhole:\n%s", left, got, want)
		}
	}
}

func TestAWithdrawalOutlivesTheSessionUntilItIsRetried(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random")
	dir := t.TempDir()
	f, err := OpenFolder(dir, cfg, anybody(cfg))
	if err != nil {
		t.Fatal(err)
	}
	void := cfg.leg(Pairing{0, 1}, Key{0, 0, 1})
	void.Outcome, void.Void = Void, VoidReason{bot.Crashed, "random", "no light"}
	if _, err := f.Write([]Played{{Leg: void}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if found, played := session(t, dir, cfg, 9); len(found) != 1 || played != 0 {
		t.Errorf("%d legs found, %d played; want the void and none", len(found), played)
	}
	if f, err = OpenFolder(dir, cfg, anybody(cfg)); err != nil {
		t.Fatal(err)
	}
	f.RetryVoids()
	_, err = Run(context.Background(), cfg, anybody(cfg), noModels, Options{Finished: f.Legs()}, func(legs []Played) error { _, err := f.Write(legs); return err })
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	if found, played := session(t, dir, cfg, 9); len(found) != 4 || played != 0 || slices.ContainsFunc(found, func(l Leg) bool { return l.Outcome == Void }) {
		t.Errorf("%d legs found, %d played; want all four without a void, and none", len(found), played)
	}
}

func TestLinesOfAnotherRunAreRefusedWithTheirNumber(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	dir := t.TempDir()
	log := filepath.Join(dir, "matches.jsonl")
	session(t, dir, cfg, 9)
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	outcome := regexp.MustCompile(`"outcome":"(\w+)`).FindSubmatch(data)[1]
	for change, want := range map[[2]string]string{
		{`"schema":"kumite.leg/1"`, `"schema":"other/1"`}:    `schema is "other/1"`,
		{`"pair":0`, `"pair":7`}:                             "this run has no pairing 0, pair 7, leg 0",
		{`"leg":0`, `"leg":-1`}:                              "this run has no pairing 0, pair 0, leg -1",
		{`"a":"rookie"`, `"a":"oracle"`}:                     "match is oracle against random",
		{`"outcome":"`, `"outcome":"x`}:                      `outcome is "x`,
		{`"outcome":"` + string(outcome), `"outcome":"void`}: `void names contestant ""; want rookie or random`,
		{`"schema"`, `schema`}:                               "it is not JSON",
	} {
		broken := bytes.Replace(data, []byte(change[0]), []byte(change[1]), 1)
		if err := os.WriteFile(log, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := OpenFolder(dir, cfg, anybody(cfg))
		if err == nil || !strings.Contains(err.Error(), "line 1: "+want) || !strings.Contains(err.Error(), "delete the line") {
			t.Errorf("got %v, want line 1 and %q", err, want)
		}
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	dir := t.TempDir()
	f, err := OpenFolder(dir, cfg, anybody(cfg))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(dir, cfg, anybody(cfg)); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("a second process opens the folder: %v", err)
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Errorf("close twice: %v", err)
	}
	session(t, dir, cfg, 0)
}

func TestAnotherRunIsRefusedWithTheDifference(t *testing.T) {
	dir := t.TempDir()
	cfg := config(t, 2, "script:rookie", "script:random")
	who := []duel.Participant{{Name: "rookie", Spec: "script:rookie"}, {Name: "random", Spec: "script:random"}}
	f, err := OpenFolder(dir, cfg, who)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for want, change := range map[string]func(*Config, []duel.Participant){
		"seed is 7 there and 8 now":         func(c *Config, _ []duel.Participant) { c.Seed = 8 },
		"pairs is 2 there and 3 now":        func(c *Config, _ []duel.Participant) { c.Pairs = 3 },
		"delay_ticks":                       func(c *Config, _ []duel.Participant) { c.Delay = agent.DelayOf(9) },
		"gauntlet":                          func(c *Config, _ []duel.Participant) { c.Gauntlet = []string{"script:rookie"} },
		"health is 1000 there and 1001 now": func(c *Config, _ []duel.Participant) { c.Rules.Health++ },
		"contestant 2 is script:random there and script:pro now":                    func(_ *Config, w []duel.Participant) { w[1].Spec = "script:pro" },
		"contestant 2 is script:random there and script:random (sha256 abc, d) now": func(_ *Config, w []duel.Participant) { w[1].ModelSHA256, w[1].Decoder = "abc", "d" },
		"number of contestants is 2 there and 1 now":                                nil,
	} {
		c, w := cfg, slices.Clone(who)
		if change == nil {
			w = w[:1]
		} else {
			change(&c, w)
		}
		if _, err := OpenFolder(dir, c, w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestTimingsOutliveASessionThatDecidedNothing(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	f, err := OpenFolder(t.TempDir(), cfg, anybody(cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.KeepTimings(&Results{}); err != nil {
		t.Errorf("without results: %v", err)
	}
	before := Results{Schema: ResultsSchema, Contestants: []Standing{{DecisionUS: Quantiles{50, 90}}, {DecisionUS: Quantiles{1, 2}}}}
	if err := f.WriteResults(before); err != nil {
		t.Fatal(err)
	}
	now := Results{Contestants: []Standing{{}, {DecisionUS: Quantiles{3, 4}}}}
	if err := f.KeepTimings(&now); err != nil {
		t.Error(err)
	}
	for _, broken := range []string{"{", `{"contestants": []}`} {
		if err := os.WriteFile(filepath.Join(f.dir, "results.json"), []byte(broken), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := f.KeepTimings(&now); err == nil || !strings.Contains(err.Error(), "results.json: ") || !strings.Contains(err.Error(), "the file is replaced") {
			t.Errorf("results %q: %v; want an error that names the file and what happens to it", broken, err)
		}
	}
	if now.Contestants[0].DecisionUS != before.Contestants[0].DecisionUS || now.Contestants[1].DecisionUS != (Quantiles{3, 4}) {
		t.Errorf("got %+v", now.Contestants)
	}
}

func TestOnlyPartialFilesOfTheProgramAreRemoved(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random")
	dir := t.TempDir()
	session(t, dir, cfg, 1)
	film, half, torn := filepath.Join(dir, "film.partial"), filepath.Join(dir, ".results.json123"), filepath.Join(dir, "replays", ".000001-1.replay123")
	for _, path := range []string{film, half, torn} {
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	other := cfg
	other.Seed++
	if f, err := OpenFolder(dir, other, anybody(other)); err == nil {
		t.Fatalf("the folder of another run is opened: %v", f)
	}
	if _, err := os.Stat(half); err != nil {
		t.Errorf("a folder that is refused was swept: %v", err)
	}
	session(t, dir, cfg, 1)
	for path, want := range map[string]bool{film: true, half: false, torn: false} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v, want it kept %v", path, err, want)
		}
	}
}

func TestLinesThatContradictAreRefused(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random")
	dir := t.TempDir()
	session(t, dir, cfg, 2)
	path := filepath.Join(dir, "matches.jsonl")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(whole), "\n")
	for name, c := range map[string]struct{ line, says string }{
		"another hash": {strings.Replace(first, `"hash":"`, `"hash":"f`, 1), "line 5: the result differs from an earlier line for the same match"},
		"no time":      {regexp.MustCompile(`"ticks":\d+`).ReplaceAllString(first, `"ticks":-7`), "line 5: ticks is -7; want 1 to "},
	} {
		if err := os.WriteFile(path, []byte(string(whole)+c.line+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if f, err := OpenFolder(dir, cfg, anybody(cfg)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, %v; want %q", name, f, err, c.says)
		}
	}
}

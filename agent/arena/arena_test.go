package arena

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// noModels is the loader of tests that play scripts only.
func noModels(Contestant, int32) (*Model, error) { return nil, errors.New("no models here") }

func config(t testing.TB, pairs int, specs ...string) Config {
	t.Helper()
	all, err := ParseAll(specs)
	if err != nil {
		t.Fatal(err)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	return Config{Contestants: all, Pairs: pairs, Seed: 7, Rules: rules}
}

// run plays everything that is not in legs and returns all legs.
func run(t testing.TB, cfg Config, workers int, legs []Leg) []Leg {
	t.Helper()
	done := map[[2]int]bool{}
	for _, l := range legs {
		done[[2]int{l.Pairing, l.Pair}] = true
	}
	_, err := Run(context.Background(), cfg, noModels, workers,
		func(pairing, index int) bool { return done[[2]int{pairing, index}] },
		func(pair [2]Leg, recordings [2]*duel.Recording) error {
			for _, r := range recordings {
				if err := r.Verify(); err != nil {
					t.Error(err)
				}
			}
			legs = append(legs, pair[:]...)
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return legs
}

// results is the JSON of what the legs come to.
func results(t testing.TB, cfg Config, legs []Leg) string {
	t.Helper()
	r, err := Summarize(cfg, make([]duel.Participant, len(cfg.Contestants)), legs, nil)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestResultsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	cfg := config(t, 12, "script:pro", "script:rookie", "script:random")
	want := results(t, cfg, run(t, cfg, 1, nil))
	for _, workers := range []int{2, 4} {
		if got := results(t, cfg, run(t, cfg, workers, nil)); got != want {
			t.Errorf("%d workers give\n%s\none gives\n%s", workers, got, want)
		}
	}
}

func TestAContestantAgainstItselfSplitsEveryPair(t *testing.T) {
	cfg := config(t, 20, "script:pro", "script:pro")
	r, err := Summarize(cfg, make([]duel.Participant, 2), run(t, cfg, 2, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Pairings[0]
	if p.Pentanomial.Pairs() != 20 || p.Pentanomial[2] != 20 || p.Score != 0.5 {
		t.Errorf("pentanomial %v, score %v; want 20 split pairs", p.Pentanomial, p.Score)
	}
}

func TestEverybodyMeetsAnOpponentOnTheSameSeeds(t *testing.T) {
	cfg := config(t, 5, "script:random", "script:spammer", "script:pro")
	cfg.Gauntlet = "script:pro"
	seeds := map[string][]uint64{}
	for _, l := range run(t, cfg, 1, nil) {
		if l.B != "pro" {
			t.Fatalf("%s meets %s in a gauntlet of pro", l.A, l.B)
		}
		seeds[l.A] = append(seeds[l.A], l.Seed)
	}
	distinct := map[uint64]bool{}
	for i, s := range seeds["random"] {
		if seeds["spammer"][i] != s {
			t.Errorf("leg %d: seed %d against %d", i, s, seeds["spammer"][i])
		}
		distinct[s] = true
	}
	if len(distinct) != 5 {
		t.Errorf("%d distinct seeds in 5 pairs", len(distinct))
	}
}

func TestCountsAddUp(t *testing.T) {
	cfg := config(t, 10, "script:spammer", "script:pro")
	legs := run(t, cfg, 2, nil)
	r, err := Summarize(cfg, make([]duel.Participant, 2), legs, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b, p := r.Contestants[0], r.Contestants[1], r.Pairings[0]
	if a.Games != 20 || a.Wins+a.Losses+a.Draws != 20 || a.Wins != b.Losses || a.Wins != p.Wins || p.Losses != b.Wins {
		t.Errorf("games do not add up: %+v, %+v, %+v", a, b, p)
	}
	if l := a.Ledger; l.Accepted == 0 || l.Hit > l.Accepted || l.Accepted > l.Sent {
		t.Errorf("ledger does not narrow: %+v", l)
	}
	if a.Collapsed || b.Collapsed {
		t.Error("a script is called collapsed")
	}
	void := legs[0]
	void.Outcome = Void
	r, err = Summarize(cfg, make([]duel.Participant, 2), append([]Leg{void}, legs[1:]...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Contestants[0]; got.Voids != 1 || got.Games != 19 || r.Pairings[0].Pentanomial.Pairs() != 9 {
		t.Errorf("a void counts as a game: %+v, %v", got, r.Pairings[0].Pentanomial)
	}
}

func TestARunGoesOnWhereItStopped(t *testing.T) {
	cfg := config(t, 6, "script:rookie", "script:random")
	want := results(t, cfg, run(t, cfg, 1, nil))
	dir := filepath.Join(t.TempDir(), "run")
	m := NewManifest(cfg, make([]duel.Participant, 2))
	stop := errors.New("power cut")
	for range 3 { // two pairs, then the power goes, with a torn line
		f, err := OpenFolder(dir, m)
		if err != nil {
			t.Fatal(err)
		}
		done, wrote := map[int]bool{}, 0
		for _, l := range f.Legs() {
			done[l.Pair] = true
		}
		_, err = Run(context.Background(), cfg, noModels, 1, func(_, index int) bool { return done[index] },
			func(pair [2]Leg, recordings [2]*duel.Recording) error {
				if wrote == 2 {
					return stop
				}
				wrote++
				return f.Write(pair, recordings)
			})
		if err != nil && !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		log, err := os.OpenFile(filepath.Join(dir, "matches.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.WriteString(`{"schema":"kumite.leg/1","a":"roo`); err != nil {
			t.Fatal(err)
		}
		log.Close()
	}
	f, err := OpenFolder(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n := len(f.Legs()); n != 12 {
		t.Fatalf("%d legs are kept, want 12", n)
	}
	if got := results(t, cfg, f.Legs()); got != want {
		t.Errorf("resumed:\n%s\nnever stopped:\n%s", got, want)
	}
	if _, err := OpenFolder(dir, m); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("a second process is let in: %v", err)
	}
}

func TestAnotherRunIsRefusedWithTheDifference(t *testing.T) {
	dir := t.TempDir()
	cfg := config(t, 2, "script:rookie", "script:random")
	who := []duel.Participant{{Name: "rookie"}, {Name: "random"}}
	f, err := OpenFolder(dir, NewManifest(cfg, who))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for want, change := range map[string]func(*Config, []duel.Participant){
		"seed is 7 there and 8 now":  func(c *Config, _ []duel.Participant) { c.Seed = 8 },
		"pairs is 2 there and 3 now": func(c *Config, _ []duel.Participant) { c.Pairs = 3 },
		"delay_ticks":                func(c *Config, _ []duel.Participant) { c.DelayTicks = 9 },
		"rules":                      func(c *Config, _ []duel.Participant) { c.Rules.Health++ },
		"contestant 2":               func(_ *Config, w []duel.Participant) { w[1].ModelSHA256 = "other" },
	} {
		c, w := cfg, append([]duel.Participant(nil), who...)
		change(&c, w)
		if _, err := OpenFolder(dir, NewManifest(c, w)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestContestantStrings(t *testing.T) {
	c, err := Parse("onnx:models/pro.onnx?decode=gate&gamma=-2&delay=9&name=x")
	if err != nil || c.Path != "models/pro.onnx" || c.Name != "x" || c.Delay != 9 || c.Query != "decode=gate&gamma=-2" {
		t.Errorf("got %+v, %v", c, err)
	}
	all, err := ParseAll([]string{"script:pro", "script:pro", "a/pro.onnx", "b/pro.onnx?decode=argmax"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"pro", "pro#2", "pro#3", "pro?decode=argmax"} {
		if i == 3 {
			want = "pro?argmax"
		}
		if all[i].Name != want {
			t.Errorf("contestant %d is called %q, want %q", i, all[i].Name, want)
		}
	}
	for spec, want := range map[string]string{
		"script:pr0":        `script "pr0" is unknown; did you mean "pro"?`,
		"human":             "kumite watch",
		"model.pt":          "want script:NAME",
		"":                  "want script:NAME",
		"a.onnx?delay=x":    "want 0 to 120 ticks",
		"a.onnx?delay=999":  "want 0 to 120 ticks",
		"a.onnx?%zz":        "invalid URL escape",
		"script:pro?gama=1": `setting "gama" is unknown`,
	} {
		if _, err := Parse(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", spec, err, want)
		}
	}
}

func TestAModelThatDoesNotLoadIsRefusedBeforeAnyMatch(t *testing.T) {
	cfg := config(t, 1, "a.onnx", "script:pro")
	if _, err := Probe(cfg, noModels); err == nil || !strings.Contains(err.Error(), "contestant a: no models here") {
		t.Errorf("got %v", err)
	}
}

func TestACancelledRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	pairs := 0
	_, err := Run(ctx, config(t, 1000, "script:pro", "script:pro"), noModels, 2, func(int, int) bool { return false },
		func([2]Leg, [2]*duel.Recording) error {
			if pairs++; pairs == 3 {
				cancel()
			}
			return nil
		})
	if !errors.Is(err, context.Canceled) || pairs > 10 {
		t.Errorf("after %d pairs: %v, want context.Canceled soon after 3", pairs, err)
	}
}

func BenchmarkMatchScripts(b *testing.B) {
	cfg := config(b, 1, "script:pro", "script:rookie")
	cfg.Rules = sim.DefaultRules()
	for b.Loop() {
		run(b, cfg, 1, nil)
	}
}

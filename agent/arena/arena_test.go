package arena

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// noModels is the loader of tests that play scripts only.
func noModels(bot.Contestant, int32) (*bot.Model, error) { return nil, errors.New("no models here") }

func config(t testing.TB, pairs int, specs ...string) Config {
	t.Helper()
	all, err := bot.ParseAll(specs)
	if err != nil {
		t.Fatal(err)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	return Config{Contestants: all, Pairs: pairs, Seed: 7, Rules: rules}
}

// run plays the legs that are missing in legs, checks that each recording
// reproduces, and returns all legs.
func run(t testing.TB, cfg Config, workers int, legs []Leg) []Leg {
	t.Helper()
	_, err := Run(context.Background(), cfg, anybody(cfg), noModels, Options{Workers: workers, Finished: slices.Clone(legs)},
		func(played []Played) error {
			for _, p := range played {
				if err := p.Recording.Verify(); err != nil {
					t.Error(err)
				}
				legs = append(legs, p.Leg)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return legs
}

// anybody is the result of Identify for scripts.
func anybody(cfg Config) []duel.Participant { return make([]duel.Participant, len(cfg.Contestants)) }

func summarize(t testing.TB, cfg Config, legs []Leg) Results {
	t.Helper()
	r, err := Summarize(cfg, anybody(cfg), legs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// results returns the results of the legs as JSON.
func results(t testing.TB, cfg Config, legs []Leg) string {
	t.Helper()
	doc, err := json.MarshalIndent(summarize(t, cfg, legs), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestResultsDoNotDependOnTheNumberOfWorkers(t *testing.T) {
	cfg := config(t, 12, "script:pro", "script:rookie", "script:random")
	want := run(t, cfg, 1, nil)
	for workers := 2; workers <= 8; workers++ {
		got := run(t, cfg, workers, nil)
		if !slices.Equal(got, want) {
			t.Errorf("%d workers hand over other legs, or in another order, than one", workers)
		}
		if a, b := results(t, cfg, got), results(t, cfg, want); a != b {
			t.Errorf("%d workers give\n%s\none gives\n%s", workers, a, b)
		}
	}
}

func TestAContestantAgainstItselfSplitsEveryPair(t *testing.T) {
	cfg := config(t, 20, "script:pro", "script:pro")
	r, err := Summarize(cfg, anybody(cfg), run(t, cfg, 2, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Pairings[0]
	if p.Pentanomial.Pairs() != 20 || p.Pentanomial[2] != 20 || p.Score != 0.5 {
		t.Errorf("pentanomial %v, score %v; want 20 split pairs", p.Pentanomial, p.Score)
	}
}

func TestAllContestantsMeetAnOpponentOnTheSameSeeds(t *testing.T) {
	cfg := config(t, 5, "script:random", "script:spammer", "script:pro")
	cfg.Gauntlet = []string{"script:pro"}
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

func TestPairSeedsAreThoseDocumented(t *testing.T) {
	// FNV-1a 128 of the 26 bytes, by hand.
	prime, _ := new(big.Int).SetString("1000000000000000000013b", 16)
	sum, _ := new(big.Int).SetString("6c62272e07bb014262b821756295c58d", 16)
	bits := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(1))
	for _, b := range []byte("\x07\x00\x00\x00\x00\x00\x00\x00" + "\x02\x01\x00\x00\x00\x00\x00\x00" + "script:pro") {
		sum.Xor(sum, big.NewInt(int64(b)))
		sum.Mul(sum, prime).And(sum, bits)
	}
	if got, want := PairSeed(7, "script:pro", 0x102), sum.Rsh(sum, 128-53).Uint64(); got != want {
		t.Errorf("seed %d, want %d", got, want)
	}
}

func TestCountsAddUp(t *testing.T) {
	cfg := config(t, 10, "script:spammer", "script:pro")
	legs := run(t, cfg, 2, nil)
	r, err := Summarize(cfg, anybody(cfg), legs, nil)
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
	r2, err := Summarize(cfg, anybody(cfg), run(t, config(t, 3, "script:random", "script:dummy"), 1, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	if l := r2.Contestants[0].Ledger; l.Sent <= l.Accepted || l.Decisions < l.Sent {
		t.Errorf("presses that the game refused are not counted as sent: %+v", l)
	}
	if a.Collapsed || b.Collapsed {
		t.Error("a script is called collapsed")
	}
	void := legs[19]
	void.Outcome, void.Void = Void, VoidReason{bot.Crashed, "spammer", "gone"}
	r, err = Summarize(cfg, anybody(cfg), append(legs[:19:19], void), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Contestants[0]; got.Voids != 1 || got.Games != 19 || r.Pairings[0].Voids != 1 || r.Pairings[0].Pentanomial.Pairs() != 9 {
		t.Errorf("a void counts as a game: %+v, %v", got, r.Pairings[0].Pentanomial)
	}
}

func TestContestantStrings(t *testing.T) {
	c, err := bot.Parse("onnx:models/pro.onnx?decode=gate&gamma=-2&delay=9&name=x")
	if err != nil || c.Path != "models/pro.onnx" || c.Name != "x" || c.Delay.Or(-1) != 9 || c.Query != "decode=gate&gamma=-2" {
		t.Errorf("got %+v, %v", c, err)
	}
	all, err := bot.ParseAll([]string{"script:pro", "script:pro", "a/pro.onnx", "b/pro.onnx?decode=argmax"})
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
		"script:pr0":             `script "pr0" is unknown; did you mean "pro"?`,
		"human":                  "kumite watch",
		"model.pt":               "want script:NAME",
		"":                       "want script:NAME",
		"a.onnx?delay=x":         "delay=x is not a whole number; want 0 to 120 ticks",
		"a.onnx?delay=999":       "delay=999 is out of range; want 0 to 120 ticks",
		"a.onnx?delay=1e300":     "delay=1e300 is out of range; want 0 to 120 ticks",
		"a.onnx?delay=-1":        "delay=-1 is out of range; want 0 to 120 ticks",
		"a.onnx?%zz":             "write %25 for %",
		"script:pro?gama=1":      `setting "gama" is unknown`,
		"pro":                    "did you mean script:pro?",
		"a.onnx?name=":           `setting "name" must have exactly one value`,
		"a.onnx?name=%0a":        "contains unprintable characters",
		"a.onnx?delay=1&delay=2": `setting "delay" must have exactly one value`,
	} {
		if _, err := bot.Parse(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", spec, err, want)
		}
	}
}

func TestAModelThatDoesNotLoadIsRefusedBeforeAnyMatch(t *testing.T) {
	cfg := config(t, 1, "a.onnx", "script:pro")
	if _, err := Identify(cfg, noModels); err == nil || !strings.Contains(err.Error(), "contestant a: no models here") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkMatchScripts(b *testing.B) {
	cfg := config(b, 1, "script:pro", "script:rookie")
	cfg.Rules = sim.DefaultRules()
	for b.Loop() {
		run(b, cfg, 1, nil)
	}
}

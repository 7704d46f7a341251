package selection_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/selection"
	"github.com/kumite/kumite/sim"
)

func config(t *testing.T, candidates ...string) selection.Config {
	t.Helper()
	cfg := selection.Config{Rule: selection.DefaultRule(), Seed: 3, Rules: sim.DefaultRules(), Workers: 2}
	cfg.Rule.MaxPairs = 12
	cfg.Rules.MatchTicks = 10 * sim.TickRate
	var err error
	if cfg.Candidates, err = bot.ParseAll(candidates); err != nil {
		t.Fatal(err)
	}
	if cfg.Against, err = bot.Parse("script:pro"); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestASelectionPlaysTheMatchesOfATournament(t *testing.T) {
	cfg := config(t, "script:oracle", "script:dummy", "script:rookie")
	d, err := selection.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if d.Choice != "oracle" || d.Ended != selection.EndedByConfidence || !strings.HasPrefix(d.Verdict, "Choose oracle: ") {
		t.Errorf("choice %q, ended by %s, %q; want the oracle by confidence", d.Choice, d.Ended, d.Verdict)
	}
	total := 0
	for _, x := range d.Candidates {
		total += x.Pairs
		out, err := arena.Tournament{Config: arena.Config{Contestants: []bot.Contestant{cfg.Candidates[0], cfg.Against}, Pairs: x.Pairs, Seed: 3, Rules: cfg.Rules}, Load: cfg.Setup.Loader(), Workers: 1}.Run(t.Context(), "")
		if x.Name == "oracle" && (err != nil || out.Results.Pairings[0].Pentanomial != x.Pentanomial) {
			t.Errorf("%s: %v in %d pairs, in a tournament %v, %v", x.Name, x.Pentanomial, x.Pairs, out.Results.Pairings, err)
		}
	}
	if total != d.Pairs || d.Pairs > 36 {
		t.Errorf("%d pairs, the candidates played %d; want the same, at most 36", d.Pairs, total)
	}
}

func TestFewerPairsThanABatchAreASelection(t *testing.T) {
	for _, most := range []int{2, 3, 5} {
		cfg := config(t, "script:oracle", "script:rookie")
		cfg.Rule.First, cfg.Rule.MaxPairs = 2, most
		d, err := selection.Run(t.Context(), cfg)
		if err != nil {
			t.Errorf("at most %d pairs: %v", most, err)
			continue
		}
		for _, x := range d.Candidates {
			if x.Pairs > most {
				t.Errorf("at most %d pairs: %s played %d", most, x.Name, x.Pairs)
			}
		}
	}
}

func TestWhatCannotBeToldApartEndsByPairs(t *testing.T) {
	cfg := config(t, "script:pro?name=a", "script:rookie?name=b", "script:pro?name=c")
	cfg.Rule.Confidence, cfg.Rule.Delta, cfg.Rule.MaxPairs = 0.999, 0.001, 6
	d, err := selection.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if d.Ended != selection.EndedByPairs || !strings.HasPrefix(d.Verdict, "Cannot tell at the asked confidence") {
		t.Errorf("ended by %s, %q; want by pairs", d.Ended, d.Verdict)
	}
}

func TestSelectionsThatCannotRunAreRefused(t *testing.T) {
	for says, change := range map[string]func(*selection.Config){
		"want at least 2":      func(c *selection.Config) { c.Candidates = c.Candidates[:1] },
		"has no offline score": func(c *selection.Config) { c.Logs = "logs" },
		`metric "x" is`:        func(c *selection.Config) { c.Logs, c.Metric = "logs", "x" },
		"workers is 0":         func(c *selection.Config) { c.Workers = 0 },
	} {
		cfg := config(t, "script:oracle", "script:dummy")
		change(&cfg)
		if _, err := selection.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v; want an error with %q", err, says)
		}
	}
}

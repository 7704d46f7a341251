package hazard

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

func config(t *testing.T, matches int) Config {
	t.Helper()
	cfg := Config{Script: "pro", Against: []string{"pro", "rookie"}, Matches: matches, Futures: 40, Seed: 7, Rules: sim.DefaultRules(), Workers: 2}
	var err error
	if cfg.Model, err = bot.Parse("../../models/pro-tiny.onnx"); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// The presses of a script are Bernoulli draws of its true hazards: their number lies
// within four standard deviations of the expected one, over all frames and for every
// opening. For the pro, whose hazards are mostly 0 or large, also in every band; the few
// futures of this test sort small hazards into the wrong bands.
func TestPressesAreDrawsOfTheHazard(t *testing.T) {
	for _, script := range []string{"pro", "rookie", "random"} {
		cfg := config(t, 40)
		cfg.Script = script
		d, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		rows := append(d.ByOpening, d.All)
		if script == "pro" {
			rows = append(rows, d.ByHazard...)
		}
		for _, r := range rows {
			if r.Frames == 0 {
				continue
			}
			n, p := float64(r.Frames), float64(r.Hazard)
			sd := math.Sqrt(n*p*(1-p)) + 1
			if math.Abs(float64(r.Presses)-n*p) > 4*sd {
				t.Errorf("%s, %s: %d presses in %d frames; the hazards expect %.1f ± %.1f", script, r.Name, r.Presses, r.Frames, n*p, sd)
			}
		}
		if d.All.Presses == 0 {
			t.Errorf("%s never presses", script)
		}
	}
}

func TestTheComparisonDoesNotDependOnTheNumberOfWorkers(t *testing.T) {
	var documents []string
	for _, workers := range []int{1, 3} {
		cfg := config(t, 4)
		cfg.Workers, cfg.Futures = workers, 5
		cfg.Rules.MatchTicks = 5 * sim.TickRate
		d, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, string(text))
	}
	if documents[0] != documents[1] {
		t.Errorf("one worker:\n%s\nthree:\n%s", documents[0], documents[1])
	}
}

func TestRowsCountTheirFrames(t *testing.T) {
	d := &Document{Script: "pro"}
	d.compare([][]frame{{{0.45, 0.7, true, sim.Poke}, {0.45, 0.6, false, sim.Poke}}, {{0, 0.0005, false, sim.None}}})
	last := d.ByPAct[len(d.ByPAct)-1]
	if last.Frames != 2 || last.Presses != 1 || last.Hazard != 0.45 || math.Abs(float64(last.PAct)-0.65) > 1e-9 {
		t.Errorf("p_act above one half: %+v; want 2 frames, 1 press, 0.45 and 0.65", last)
	}
	if p := d.ByOpening[sim.Poke]; p.Frames != 2 || d.ByOpening[0].Name != "no opening" || d.ByOpening[0].Frames != 1 {
		t.Errorf("openings %+v; want 2 frames of poke and 1 of none", d.ByOpening)
	}
	if d.AboveHalf != (Counts{PAct: 2}) || !strings.Contains(d.Verdict, "largest hazard of a frame is 0.45, above one half on 0 of 3 frames; the model's largest p_act is 0.70, above one half on 2. On those the hazard is 0.45 on average, and the script pressed on 1.") {
		t.Errorf("%+v, %q", d.AboveHalf, d.Verdict)
	}
}

func TestWhatHasNoHazardIsRefused(t *testing.T) {
	for says, change := range map[string]func(*Config){
		"has no p_act":          func(c *Config) { c.Model = bot.Contestant{Spec: "script:pro", Script: "pro"} },
		`script "ace"`:          func(c *Config) { c.Script = "ace" },
		"no opponents":          func(c *Config) { c.Against = nil },
		"matches is 0":          func(c *Config) { c.Matches = 0 },
		"futures is 0":          func(c *Config) { c.Futures = 0 },
		"workers is 0":          func(c *Config) { c.Workers = 0 },
		"there is no such file": func(c *Config) { c.Model.Path = "none.onnx" },
	} {
		cfg := config(t, 1)
		change(&cfg)
		if _, err := Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v; want an error with %q", err, says)
		}
	}
}

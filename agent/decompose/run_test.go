package decompose_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/decompose"
	"github.com/kumite/kumite/sim"
)

func config(t *testing.T, model string) decompose.Config {
	t.Helper()
	cfg := decompose.Config{Pairs: 2, Seed: 3, Rules: sim.DefaultRules(), Workers: 1}
	cfg.Rules.MatchTicks = 10 * sim.TickRate
	var err error
	if cfg.Model, err = bot.Parse(model); err != nil {
		t.Fatal(err)
	}
	if cfg.Against, err = bot.Parse("script:rookie"); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestTheResultDoesNotDependOnTheNumberOfWorkers(t *testing.T) {
	var documents []string
	for _, workers := range []int{1, 3} {
		cfg := config(t, "../../models/pro-tiny.onnx?decode=sample")
		cfg.Workers = workers
		last := 0
		cfg.Progress = func(done, total int) {
			if last++; done != last || total != 22 {
				t.Errorf("progress %d of %d after %d pairs", done, total, last-1)
			}
		}
		d, err := decompose.Run(t.Context(), cfg)
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

func TestWhatCannotBeDecomposedIsRefused(t *testing.T) {
	for says, change := range map[string]func(*decompose.Config){
		"only models can be decomposed": func(c *decompose.Config) { c.Model, c.Model.Path = c.Against, "" },
		"pairs is 0":                    func(c *decompose.Config) { c.Pairs = 0 },
		"workers is 0":                  func(c *decompose.Config) { c.Workers = 0 },
		"there is no such file":         func(c *decompose.Config) { c.Model.Path = "none.onnx" },
	} {
		cfg := config(t, "../../models/pro-tiny.onnx")
		change(&cfg)
		if _, err := decompose.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v; want an error with %q", err, says)
		}
	}
}

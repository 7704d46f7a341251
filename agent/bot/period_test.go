package bot_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

func TestAPeriodOfSixPlaysTheSameMatchAsNone(t *testing.T) {
	model := filepath.Join(shipped, "pro-ce.onnx")
	want, _ := match(t, 5, nil, model, "script:pro")
	if same, _ := match(t, 5, nil, model+"?period=6", "script:pro"); same.Hash != want.Hash {
		t.Errorf("with period=6 the match ends in %016x, without in %016x", same.Hash, want.Hash)
	}
	for query, period := range map[string]int32{"?period=3": 3, "?period=12": 12} {
		got, players := match(t, 5, nil, model+query, "script:pro")
		c := players[sim.Left].Model().Agent.Counts()
		if got.Hash == want.Hash || c.Decisions != int((got.Ticks+period-1)/period) || c.Faults > 0 {
			t.Errorf("%s: %d decisions and %d faults in %d ticks, hash %016x; want one every %d ticks, none, and another match", query, c.Decisions, c.Faults, got.Ticks, got.Hash, period)
		}
	}
}

func TestContestantsMayStateAPeriod(t *testing.T) {
	c, err := bot.Parse("a.onnx?period=3&delay=9&gamma=2")
	if err != nil || c.Period != 3 || c.Name != "a" || c.WithoutPeriod().Period != 0 || c.WithoutPeriod().Query != "gamma=2" {
		t.Errorf("got %+v, %v; want a period of 3", c, err)
	}
	for spec, says := range map[string]string{
		"a.onnx?period=0":          "period=0 is out of range; want 1 to 120 ticks",
		"a.onnx?period=x":          "period=x is not a whole number; want 1 to 120 ticks",
		"a.onnx?period=3&period=4": `setting "period" must have exactly one value`,
	} {
		if _, err := bot.Parse(spec); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v; want an error with %q", spec, err, says)
		}
	}
	if err := (bot.Contestant{Name: "a", Path: "a.onnx", Period: 121}).Validate(); err == nil {
		t.Error("a period of 121 ticks is valid")
	}
	for spec, want := range map[string]int32{"a.onnx?period=3": 3, "a.onnx": agent.PeriodTicks, "script:oracle?period=2": agent.PeriodTicks, "?": agent.PeriodTicks} {
		if got := bot.PeriodOf(spec); got != want {
			t.Errorf("the period of %q is %d, want %d", spec, got, want)
		}
	}
}

// A period is kept by bots in matches. Whoever loads a model to do something else refuses it.
func TestAPeriodIsKeptByBotsAndRefusedElsewhere(t *testing.T) {
	c, err := bot.Parse(filepath.Join(shipped, "pro-tiny.onnx") + "?period=3")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := (bot.Setup{}).Loader()(c, 6); err == nil || !strings.Contains(err.Error(), "period=3: a period of its own is kept only") {
		if err == nil {
			err = m.Close()
		}
		t.Errorf("loaded alone: %v; want a refusal of the period", err)
	}
	b, err := bot.New(c, 6, bot.Setup{}.Loader())
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Model().Agent.Period(); got != 3 {
		t.Errorf("the bot's period is %d, want 3", got)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if c, err = bot.Parse(recurrentModel + "?period=3"); err != nil {
		t.Fatal(err)
	}
	if b, err := bot.New(c, 6, bot.Setup{}.Loader()); err == nil || !strings.Contains(err.Error(), "carries a state") {
		if err == nil {
			err = b.Close()
		}
		t.Errorf("a recurrent model: %v; want a refusal", err)
	}
}

package expert_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/sim/script"
)

func TestLogsStateThePlayersAndTheSide(t *testing.T) {
	for _, c := range []struct {
		change func(*expert.Config)
		sides  []string
		game   string
	}{
		{func(*expert.Config) {}, []string{"right", "left", "right"}, "pro=pro against=pro,pro,rookie"},
		{func(c *expert.Config) { c.Side, c.Against = expert.Left, []string{"script:rookie"} },
			[]string{"left", "left", "left"}, "pro=pro against=rookie side=left"},
		{func(c *expert.Config) { c.Script, c.Side = "script:oracle", expert.Right },
			[]string{"right", "right", "right"}, "pro=oracle against=pro,pro,rookie side=right"},
		{func(c *expert.Config) { c.Noise = "reaction=400,pass=0.9" },
			[]string{"right", "left", "right"}, "noise=reaction=400,pass=0.9"},
		{func(c *expert.Config) { c.Rules.WrongPressCost = 20 },
			[]string{"right", "left", "right"}, "against=pro,pro,rookie wrong-press-cost=20"},
	} {
		dir, cfg := t.TempDir(), short(3, 8)
		c.change(&cfg)
		run(t, dir, cfg)
		folder := open(t, dir)
		var sides []string
		for _, e := range folder.Recordings {
			sides = append(sides, e.Side)
		}
		if !slices.Equal(sides, c.sides) {
			t.Errorf("%s: the sides are %v, want %v", c.game, sides, c.sides)
		}
		if !strings.HasSuffix(folder.Game, c.game) {
			t.Errorf("the game is %q, want it to end %q", folder.Game, c.game)
		}
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	if err := expert.Default().Validate(); err != nil {
		t.Errorf("the default is invalid: %v", err)
	}
	for want, change := range map[string]func(*expert.Config){
		`expert: script "ace" is unknown; choose one of dummy, `: func(c *expert.Config) { c.Script = "ace" },
		`against: script "grandmaster" is unknown`:               func(c *expert.Config) { c.Against = []string{"pro", "grandmaster"} },
		"against is empty; name scripts":                         func(c *expert.Config) { c.Against = nil },
		`side is "up"; want left, right or both`:                 func(c *expert.Config) { c.Side = "up" },
		"matches is 0; want at least 1":                          func(c *expert.Config) { c.Matches = 0 },
		"workers is 0; want at least 1":                          func(c *expert.Config) { c.Workers = 0 },
		"wrong_press_cost -1 is outside 0":                       func(c *expert.Config) { c.Rules.WrongPressCost = -1 },
		`noise: setting "reacton" is unknown; did you mean "re`:  func(c *expert.Config) { c.Noise = "reacton=1" },
		"noise: pass=2 is out of range; want 0 to 1":             func(c *expert.Config) { c.Noise = "pass=2" },
		"noise: spread=wide is not a number":                     func(c *expert.Config) { c.Noise = "spread=wide" },
		"noise: reaction is 540; want 1 to 120":                  func(c *expert.Config) { c.Noise = "reaction=9000" },
		"give noise to pro or rookie":                            func(c *expert.Config) { c.Noise, c.Script = "pass=1", "oracle" },
	} {
		cfg := expert.Default()
		change(&cfg)
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
	}
	err := expert.Config{}.Validate()
	if got := strings.Count(err.Error(), "\n") + 1; got != 6 {
		t.Errorf("the zero value has %d lines of errors, want one each for expert, against, side, rules, matches and workers:\n%v", got, err)
	}
}

func TestNoiseIsParsedInMillisecondsAndShares(t *testing.T) {
	got, err := expert.ParseNoise("reaction=250, spread=70,pass=0.4,wrong=2")
	want := script.Noise{Reaction: script.To(15), Spread: script.To(4), LetPass: script.To(40), Wrong: script.To(1800)}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v: ticks, a percentage, and ticks between two presses", got, err, want)
	}
	if got, err := expert.ParseNoise("wrong=0"); err != nil || got != (script.Noise{Wrong: script.To(0)}) {
		t.Errorf("wrong=0 is %+v, %v; want never", got, err)
	}
}

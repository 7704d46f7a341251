package expert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// Config says which matches are recorded. Default returns a useful one; the
// zero value is invalid.
type Config struct {
	Script  string   // the expert: a script's name, with or without "script:"
	Against []string // opponents in turn, two matches each
	Noise   string   // hesitation and mistakes, see ParseNoise; "" keeps the script's own
	Ask     bool     // ask the rule of script.Answer on every frame what will be right one delay later
	Side    string   // the expert's side: Left, Right, or Both in turn
	Rules   sim.Rules
	Seed    uint64
	Matches int // number of recordings, at least 1
	Workers int // matches at once, at least 1; does not affect the output

	// Progress, if not nil, is called once at the start with the number of existing
	// recordings and after each match; calls do not overlap.
	Progress func(done, total int)
}

// The values of Config.Side.
const (
	Left  = "left"
	Right = "right"
	Both  = "both" // right first
)

// Default returns a configuration of 100 matches of script:pro, on both sides in
// turn, against script:pro twice as often as against script:rookie.
func Default() Config {
	return Config{
		Script: "pro", Against: []string{"pro", "pro", "rookie"}, Side: Both,
		Rules: sim.DefaultRules(), Seed: 1, Matches: 100, Workers: 1,
	}
}

// Validate reports every field that is out of bounds.
func (c Config) Validate() error {
	var f invalid.Fields
	if _, err := script.New(scriptName(c.Script), 0, 0); err != nil {
		f.Add(fmt.Errorf("expert: %w", err))
	} else if noise, err := ParseNoise(c.Noise); err != nil {
		f.Add(fmt.Errorf("noise: %w", err))
	} else if _, err := script.NewNoisy(scriptName(c.Script), noise, 0, 0); err != nil {
		f.Add(err)
	}
	f.If(len(c.Against) == 0, "against is empty; name scripts, e.g. pro,rookie")
	for _, name := range c.Against {
		if _, err := script.New(scriptName(name), 0, 0); err != nil {
			f.Add(fmt.Errorf("against: %w", err))
		}
	}
	f.If(!slices.Contains([]string{Left, Right, Both}, c.Side), "side is %q; want left, right or both", c.Side)
	f.Add(c.Rules.Validate())
	f.If(c.Matches < 1, "matches is %d; want at least 1", c.Matches)
	f.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	return f.Err()
}

// scriptName removes the prefix "script:" of a contestant string.
func scriptName(text string) string { return strings.TrimPrefix(text, "script:") }

// game describes the configuration in logs.json, so that a folder accepts
// recordings of one configuration only.
func (c Config) game() string {
	against := make([]string, len(c.Against))
	for i, name := range c.Against {
		against[i] = scriptName(name)
	}
	text := fmt.Sprintf("kumite/%d pro=%s against=%s", sim.RulesVersion, scriptName(c.Script), strings.Join(against, ","))
	if cost := c.Rules.WrongPressCost; cost > 0 {
		text += fmt.Sprintf(" wrong-press-cost=%d", cost)
	}
	if c.Noise != "" {
		text += " noise=" + c.Noise
	}
	if c.Side != Both {
		text += " side=" + c.Side
	}
	if c.Ask {
		text += fmt.Sprintf(" asked=%d", agent.DefaultDelayTicks)
	}
	return text
}

// sideOf returns the expert's side in a match.
func (c Config) sideOf(number int) sim.Side {
	switch c.Side {
	case Left:
		return sim.Left
	case Right:
		return sim.Right
	}
	return sim.Side(number % 2)
}

// opponentOf returns the expert's opponent in a match. Each opponent plays two
// matches in a row, one on each side.
func (c Config) opponentOf(number int) string {
	return scriptName(c.Against[(number-1)/2%len(c.Against)])
}

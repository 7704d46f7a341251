package expert

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// Config selects the matches to record. Default returns a valid one; the zero
// value is invalid.
type Config struct {
	Script  string   // script that is logged, with or without "script:"
	Against []string // opponents, in turn, two matches each
	Noise   string   // changes to the script's hesitation and slips, see ParseNoise; "" for none
	Side    string   // where the expert starts: Left, Right, or Both in turn
	Rules   sim.Rules
	Seed    uint64
	Matches int // number of recordings, at least 1
	Workers int // matches at once, at least 1; does not change what is written
}

// The values of Config.Side.
const (
	Left  = "left"
	Right = "right"
	Both  = "both" // right first
)

// Default returns 100 matches of the pro on alternating sides, two thirds of
// them against another pro and one third against the rookie.
func Default() Config {
	return Config{
		Script: "pro", Against: []string{"pro", "pro", "rookie"}, Side: Both,
		Rules: sim.DefaultRules(), Seed: 1, Matches: 100, Workers: 1,
	}
}

// Validate reports every invalid field with its bounds.
func (c Config) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if _, err := script.New(scriptName(c.Script), 0, 0); err != nil {
		bad("expert: %w", err)
	} else if noise, err := ParseNoise(c.Noise); err != nil {
		bad("noise: %w", err)
	} else if _, err := script.NewNoisy(scriptName(c.Script), noise, 0, 0); err != nil {
		errs = append(errs, err)
	}
	if len(c.Against) == 0 {
		bad("against names no opponent; name scripts, e.g. pro,rookie")
	}
	for _, name := range c.Against {
		if _, err := script.New(scriptName(name), 0, 0); err != nil {
			bad("against: %w", err)
		}
	}
	if !slices.Contains([]string{Left, Right, Both}, c.Side) {
		bad("side is %q; want left, right or both", c.Side)
	}
	if err := c.Rules.Validate(); err != nil {
		errs = append(errs, err)
	}
	if c.Matches < 1 {
		bad("matches is %d; want at least 1", c.Matches)
	}
	if c.Workers < 1 {
		bad("workers is %d; want at least 1", c.Workers)
	}
	return errors.Join(errs...)
}

// scriptName strips the prefix of a contestant string.
func scriptName(text string) string { return strings.TrimPrefix(text, "script:") }

// game describes the matches in logs.json. A folder only accepts recordings of
// the same game.
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
	return text
}

// sideOf returns the side of the expert in a match.
func (c Config) sideOf(number int) sim.Side {
	switch c.Side {
	case Left:
		return sim.Left
	case Right:
		return sim.Right
	}
	return sim.Side(number % 2)
}

// opponentOf returns the opponent of a match. Each plays two matches in a row, so
// that the expert meets it from both sides.
func (c Config) opponentOf(number int) string {
	return scriptName(c.Against[(number-1)/2%len(c.Against)])
}

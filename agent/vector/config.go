package vector

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision"
)

// Config is the configuration of a batch. Default returns a useful one; the zero
// value is invalid. It is JSON for callers of other languages.
type Config struct {
	Envs    int         `json:"envs"`              // matches at once, 1 to MaxEnvs
	Seed    uint64      `json:"seed"`              // of the matches
	Workers int         `json:"workers,omitempty"` // goroutines; 0 is 1; does not affect the results
	Input   vision.Spec `json:"input"`             // of the network: size, colour and stack
	Blind   bool        `json:"blind,omitempty"`   // draws nothing: faster, and Observe fails
	Script  Player      `json:"script"`            // plays the caller's seat where the action is Scripted
	Against []Player    `json:"against"`           // opponents in turn, two matches each, one on each side
	Delay   int32       `json:"delay"`             // ticks from a frame to its press, 0 to agent.PeriodTicks
	Rules   sim.Rules   `json:"rules"`
}

// MaxEnvs is the largest number of environments of a batch.
const MaxEnvs = 4096

// Player is a script with a timing, or a person's script with wrong presses.
type Player struct {
	Script   string `json:"script"`
	Period   int32  `json:"period,omitempty"`   // see script.Timing
	Delay    int32  `json:"delay,omitempty"`    // see script.Timing
	Forecast bool   `json:"forecast,omitempty"` // see script.Timing
	Wrong    int32  `json:"wrong,omitempty"`    // mean ticks between random presses; 0 keeps the script's own
}

// Default returns 16 environments of the contract's default input against script:pro.
func Default() Config {
	return Config{
		Envs: 16, Seed: 1, Workers: 1, Input: vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: 2},
		Script: Player{Script: "pro"}, Against: []Player{{Script: "pro"}},
		Delay: agent.DefaultDelayTicks, Rules: sim.DefaultRules(),
	}
}

// spec returns the input spec of the observations: bytes before scaling.
func (c Config) spec() vision.Spec {
	return c.Input.WithDefaults(vision.Spec{Type: vision.Uint8})
}

// Validate reports every field that is out of bounds.
func (c Config) Validate() error {
	var f invalid.Fields
	f.If(c.Envs < 1 || c.Envs > MaxEnvs, "envs is %d; want 1 to %d", c.Envs, MaxEnvs)
	f.If(c.Workers < 0, "workers is %d; want 0 or more", c.Workers)
	f.If(c.Delay < 0 || c.Delay > agent.PeriodTicks, "delay is %d ticks; want 0 to %d", c.Delay, agent.PeriodTicks)
	if err := c.spec().Validate(); err != nil {
		f.Add(fmt.Errorf("input: %w", err))
	} else if frame := image.Pt(raster.Width, raster.Height); !vision.Reduces(c.spec(), frame) {
		f.Add(fmt.Errorf("input is %d×%d; want a whole-number reduction of %d×%d", c.Input.Width, c.Input.Height, frame.X, frame.Y))
	}
	if _, err := c.Script.fighter(0, 0); err != nil {
		f.Add(fmt.Errorf("script: %w", err))
	}
	f.If(len(c.Against) == 0, "against is empty; name scripts, e.g. pro")
	for _, p := range c.Against {
		if _, err := p.fighter(0, 0); err != nil {
			f.Add(fmt.Errorf("against: %w", err))
		}
	}
	f.Add(c.Rules.Validate())
	return f.Err()
}

func (p Player) fighter(seed, stream uint64) (*script.Fighter, error) {
	timing := script.Timing{Period: p.Period, Delay: p.Delay, Forecast: p.Forecast}
	if p.Wrong == 0 {
		return script.NewTimed(p.Script, timing, seed, stream)
	}
	if timing != (script.Timing{}) {
		return nil, fmt.Errorf("script %q has a timing and wrong presses; give one of them", p.Script)
	}
	return script.NewNoisy(p.Script, script.Noise{Wrong: script.To(p.Wrong)}, seed, stream)
}

package bench

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// Scenario is a way to load a model, after those of MLPerf LoadGen. It is a flag value.
type Scenario string

// The scenarios.
const (
	Single  Scenario = "single"  // one decision at a time, back to back and at a pace
	Server  Scenario = "server"  // decisions for many agents on a schedule
	Offline Scenario = "offline" // scores as fast as possible, one or several inputs in a run
	Matches Scenario = "matches" // matches of a model against itself
	Memory  Scenario = "memory"  // many sessions of a model
)

// Scenarios returns all scenarios.
func Scenarios() []Scenario { return []Scenario{Single, Server, Offline, Matches, Memory} }

// TimesEach reports whether a scenario measures latencies, and not only rates or memory.
func (s Scenario) TimesEach() bool { return s == Single || s == Server || s == Offline }

// String returns the scenario's name.
func (s Scenario) String() string { return string(s) }

// Type is the word for a flag's value in usage texts.
func (Scenario) Type() string { return "scenario" }

// Set parses a name.
func (s *Scenario) Set(name string) error {
	var names []string
	for _, known := range Scenarios() {
		names = append(names, string(known))
	}
	if !slices.Contains(names, name) {
		return policy.Unknown("scenario", name, names)
	}
	*s = Scenario(name)
	return nil
}

// Arrivals is how the decisions of many agents fall due. It is a flag value.
type Arrivals string

// The kinds of arrivals. In both each agent makes a decision every Config.Pace
// on average.
const (
	OnClock Arrivals = "clock"   // each agent regularly, from a random moment on
	Poisson Arrivals = "poisson" // independently of each other
)

// String returns the name.
func (a Arrivals) String() string { return string(a) }

// Type is the word for a flag's value in usage texts.
func (Arrivals) Type() string { return "clock|poisson" }

// Set parses a name.
func (a *Arrivals) Set(name string) error {
	switch Arrivals(name) {
	case OnClock, Poisson:
		*a = Arrivals(name)
		return nil
	}
	return policy.Unknown("arrivals", name, []string{string(OnClock), string(Poisson)})
}

// Config says what is measured. Default returns one that needs only a contestant.
type Config struct {
	Contestant string
	Other      string // a contestant to compare with, window by window; "" for none. Not for Server and Memory
	Scenario   Scenario
	Setup      bot.Setup

	Window time.Duration // of each measurement, 10 ms to 1 h; paced, it lasts at least PacedDecisions
	Pace   time.Duration // Single and Server: from one decision of an agent to the next, 1 ms to 1 min
	Seed   uint64        // of the match whose frames are decided on, and of the arrivals

	// PacedDecisions is the least number of decisions in a paced window of Single, up to
	// MaxPaced, or 0 for hot windows alone. Three windows of 25, the default, confirm a p90.
	PacedDecisions int

	Bound    time.Duration // Server: that 99 % of the decisions must meet, above 0
	Arrivals Arrivals      // Server
	Workers  int           // Server: sessions that serve; Matches: most matches at once; at least 1
	Batches  []int         // Offline: inputs of a run, 1 to MaxBatch, in ascending order from 1; models with N = 1 run the first only
	Sessions int           // Memory: 3 to MaxSessions

	// Progress, if not nil, is called with the measurements that are done, and how many
	// there are at most. Calls do not overlap.
	Progress func(done, total int)
}

// period is the time from one decision to the next in a match.
const period = agent.PeriodTicks * time.Second / sim.TickRate

// Limits of a Config.
const (
	MaxBatch    = 4096
	MaxSessions = 1000
	MaxPaced    = 1_000_000
)

// Default returns the configuration of the command line's defaults.
func Default() Config {
	return Config{
		Scenario: Single, Window: 500 * time.Millisecond, Pace: period, Seed: 1,
		Bound: 50 * time.Millisecond, Arrivals: OnClock, Workers: runtime.NumCPU(), PacedDecisions: 25, Batches: []int{1, 2, 4, 8, 16, 32}, Sessions: 9,
	}
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var fields invalid.Fields
	_, err := c.contestants()
	fields.Add(err)
	fields.If(!slices.Contains(Scenarios(), c.Scenario), "scenario is %q; want one of %v", c.Scenario, Scenarios())
	fields.If(c.Window < 10*time.Millisecond || c.Window > time.Hour, "window is %v; want 10ms to 1h", c.Window)
	fields.If(c.Pace < time.Millisecond || c.Pace > time.Minute, "pace is %v; want 1ms to 1m", c.Pace)
	switch c.Scenario {
	case Single:
		fields.If(c.PacedDecisions < 0 || c.PacedDecisions > MaxPaced, "paced decisions is %d; want 0 to %d", c.PacedDecisions, MaxPaced)
	case Server:
		fields.If(c.Bound <= 0, "bound is %v; want more than 0", c.Bound)
		fields.If(c.Arrivals != OnClock && c.Arrivals != Poisson, "arrivals are %q; want %q or %q", c.Arrivals, OnClock, Poisson)
		fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	case Matches:
		fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	case Offline:
		fields.If(len(c.Batches) == 0 || c.Batches[0] != 1 || !slices.IsSortedFunc(c.Batches, cmpStrict) || c.Batches[len(c.Batches)-1] > MaxBatch,
			"batches are %v; want ascending numbers from 1 to at most %d", c.Batches, MaxBatch)
	case Memory:
		fields.If(c.Sessions < 3 || c.Sessions > MaxSessions, "sessions is %d; want 3 to %d", c.Sessions, MaxSessions)
	}
	fields.If(c.Other != "" && (c.Scenario == Server || c.Scenario == Memory), "scenario %s measures one contestant; leave out %q", c.Scenario, c.Other)
	isolated := c.Setup.Isolation.When != "" && c.Setup.Isolation.When != bot.Never
	fields.If(isolated && (c.Scenario == Offline || c.Scenario == Memory), "scenario %s measures sessions in this process; use isolation %q", c.Scenario, bot.Never)
	return fields.Err()
}

// cmpStrict orders equal numbers as descending, so that they are not sorted.
func cmpStrict(a, b int) int { return cmp.Or(cmp.Compare(a, b), -1) }

// contestants parses the one or two contestants, which must be models: a script has no
// network, and takes no time worth measuring.
func (c Config) contestants() ([]bot.Contestant, error) {
	specs := []string{c.Contestant}
	if c.Other != "" {
		specs = append(specs, c.Other)
	}
	all, err := bot.ParseAll(specs)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Path == "" {
			return nil, fmt.Errorf("contestant %q: bench is for models; name PATH.onnx", x.Spec)
		}
	}
	return all, nil
}

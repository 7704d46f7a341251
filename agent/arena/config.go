package arena

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// Config describes what a tournament plays.
type Config struct {
	Contestants []bot.Contestant
	Gauntlet    []string     // names or specs of contestants that all others meet and that do not meet each other; empty for a round robin
	Test        *rating.SPRT // ends each pairing as soon as it decides; nil plays all pairs
	Pairs       int          // for each pairing, 1 to MaxPairs; 0 with a test, whose MaxPairs applies
	Seed        uint64
	Delay       agent.Delay   // of models that state none; the zero value is agent.DefaultDelayTicks
	Latency     *LatencyModel // distribution of the delays of these models instead, or nil
	Rules       sim.Rules
	Shard       Shard // the part of the schedule that is played; the zero value is all of it
	KeepScores  bool  // keeps what models score and decide; changes no result
}

// SetContestants sets the contestants to those that specs name. Patterns are expanded,
// also in the gauntlet. If champion is not "", it is added unless it is among them, and
// all others meet only the champion.
func (c *Config) SetContestants(specs []string, champion string) (err error) {
	if specs, err = bot.Expand(specs); err != nil {
		return err
	}
	if c.Contestants, err = bot.ParseAll(specs); err != nil {
		return err
	}
	if champion == "" {
		return c.expandGauntlet()
	}
	if champion, err = bot.ExpandOne(champion); err != nil {
		return err
	}
	c.Gauntlet = []string{champion}
	if c.Find(champion) < 0 {
		c.Contestants, err = bot.ParseAll(append(slices.Clone(specs), champion))
	}
	return err
}

// expandGauntlet expands the patterns in the gauntlet that are no contestant's name.
func (c *Config) expandGauntlet() error {
	var all []string
	for _, name := range c.Gauntlet {
		if c.Find(name) >= 0 {
			all = append(all, name)
			continue
		}
		some, err := bot.Expand([]string{name})
		if err != nil {
			return fmt.Errorf("gauntlet: %w", err)
		}
		all = append(all, some...)
	}
	c.Gauntlet = all
	return nil
}

// MaxContestants is the largest number of contestants.
const MaxContestants = 500

// MaxPairs is the largest number of pairs per pairing.
const MaxPairs = 100_000

// pairs returns the largest number of pairs per pairing.
func (c Config) pairs() int {
	if c.Test != nil {
		return c.Test.MaxPairs
	}
	return c.Pairs
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	errs := []error{c.Rules.Validate(), c.Delay.Validate()}
	if n := c.pairs(); n < 1 || n > MaxPairs {
		errs = append(errs, fmt.Errorf("pairs is %d; want 1 to %d", n, MaxPairs))
	}
	if c.Test != nil {
		errs = append(errs, c.Test.Validate())
		if c.Pairs != 0 && c.Pairs != c.Test.MaxPairs {
			errs = append(errs, fmt.Errorf("pairs is %d and the test's maximum is %d; leave out pairs", c.Pairs, c.Test.MaxPairs))
		}
	}
	if c.Latency != nil && c.Delay.Stated() {
		errs = append(errs, errLatencyAndDelay)
	}
	if err := checkNumber(len(c.Contestants)); err != nil {
		errs = append(errs, err)
	}
	for _, x := range c.Contestants {
		errs = append(errs, x.Validate())
	}
	if c.KeepScores {
		errs = append(errs, c.validateScores())
	}
	if len(c.Contestants) < 2 {
		return errors.Join(append(errs, errors.New("a tournament needs two contestants; to play one against itself, name it twice"))...)
	}
	if err := c.validateGauntlet(); err != nil {
		return errors.Join(append(errs, err)...)
	}
	return errors.Join(append(errs, c.validateShard())...)
}

// checkNumber returns an error for more contestants than a run can have.
func checkNumber(contestants int) error {
	if contestants > MaxContestants {
		return fmt.Errorf("%d contestants; a run has at most %d", contestants, MaxContestants)
	}
	return nil
}

// validateScores returns an error if a contestant decides more often in a match than scores
// are kept.
func (c Config) validateScores() error {
	for _, x := range c.Contestants {
		about := scores.About{PeriodTicks: cmp.Or(x.Period, agent.PeriodTicks)}
		if n := about.Decisions(c.Rules.MatchTicks); x.Script == "" && n > scores.MaxDecisions {
			return fmt.Errorf("contestant %s decides %d times in a match; scores are kept for at most %d decisions: play shorter matches, or do not keep scores", x.Name, n, scores.MaxDecisions)
		}
	}
	return nil
}

// errLatencyAndDelay is the error of two settings of which one would be ignored.
var errLatencyAndDelay = errors.New("delay and latency both set the delay of decisions; leave one out")

// validateGauntlet reports the first invalid name in the gauntlet.
func (c Config) validateGauntlet() error {
	among := map[int]bool{}
	for _, name := range c.Gauntlet {
		i := c.Find(name)
		switch {
		case i < 0:
			var valid []string
			for _, x := range c.Contestants {
				valid = append(valid, x.Name, x.Spec)
			}
			return policy.Unknown("gauntlet", name, valid)
		case among[i]:
			return fmt.Errorf("gauntlet %q is named twice", name)
		}
		among[i] = true
	}
	if len(among) == len(c.Contestants) {
		return errors.New("all contestants are in the gauntlet; name at least one that is not")
	}
	return nil
}

// Find returns the index of the contestant with a name or a spec, or −1.
func (c Config) Find(name string) int {
	for i, x := range c.Contestants {
		if x.Name == name || x.Spec == name {
			return i
		}
	}
	return -1
}

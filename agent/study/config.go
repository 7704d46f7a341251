package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
)

// Config says what is studied.
type Config struct {
	Logs            string           // the log folder to evaluate on, which no model was trained on
	Units           []bot.Contestant // models with their decoders, at least two
	Opponents       []bot.Contestant // whom every unit meets
	Pairs           int              // of matches of each unit against each opponent, at least 2
	Seed            uint64           // of the matches, the bootstrap and the permutations
	DelayTicks      int32            // from a model's frame to its press
	WrongPressCosts []int32          // play at each of these, of sim.Rules.WrongPressCost
	Resamples       int              // bootstrap samples for the offline intervals; 0 for none
	Workers         int              // matches or recordings at once; does not change the results
	Setup           bot.Setup        // of models in matches
	Log             zerolog.Logger

	// Evaluated and Played, where they are not nil, are called after each recording
	// that is scored and, for each pairing, as arena.Tournament.Progress.
	Evaluated func(done, total int)
	Played    func(done, total int)
}

// Validate reports every field that cannot be.
func (c Config) Validate() error {
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse(len(c.Units) < 2, "%d units are named; one unit is one model with one decoder: name at least %d", len(c.Units), offline.MinUnits)
	refuse(len(c.Opponents) == 0, "no opponent is named; give one, e.g. script:pro")
	refuse(len(c.WrongPressCosts) == 0, "no cost of a wrong press is named; give 0 for the game as it is")
	refuse(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	refuse(c.Resamples < 0, "resamples is %d; want 0 or more", c.Resamples)
	refuse(c.Pairs < 2, "pairs is %d; want at least 2, so that halves of them can be compared", c.Pairs)
	for _, u := range c.Units {
		refuse(u.Path == "", "contestant %q: a study compares models; a script sees the world, not logs. Name it as an opponent to play against it", u.Spec)
	}
	for i, o := range c.Opponents {
		refuse(slices.ContainsFunc(c.Opponents[:i], func(p bot.Contestant) bool {
			return p.Script == o.Script && p.Path == o.Path && p.Query == o.Query && p.Delay == o.Delay
		}), "opponent %s is named twice; the same matches would count twice", o.Spec)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	errs = append(errs, c.checkFolders())
	for i, cost := range c.WrongPressCosts {
		refuse(slices.Contains(c.WrongPressCosts[:i], cost), "the cost %d of a wrong press is named twice", cost)
		errs = append(errs, c.match(c.Units[0], c.Opponents[0], cost).Validate())
	}
	return errors.Join(errs...)
}

// checkFolders refuses names that differ in nothing but what a folder's name
// cannot hold.
func (c Config) checkFolders() error {
	for _, group := range [][]bot.Contestant{c.Units, c.Opponents} {
		taken := map[string]string{}
		for _, x := range group {
			name := folderName(x.Name)
			if other, ok := taken[name]; ok {
				return fmt.Errorf("contestants %s and %s would share the folder %s; give one another name with name=…", other, x.Name, name)
			}
			taken[name] = x.Name
		}
	}
	return nil
}

// folderName is a contestant's name as a folder's.
func folderName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._#", r) {
			return r
		}
		return '_'
	}, name)
}

// match is what a unit and an opponent play.
func (c Config) match(unit, opponent bot.Contestant, cost int32) arena.Config {
	if unit.Name == opponent.Name {
		opponent.Name += " (opponent)"
	}
	rules := sim.DefaultRules()
	rules.WrongPressCost = cost
	return arena.Config{
		Contestants: []bot.Contestant{unit, opponent}, Pairs: c.Pairs, Seed: c.Seed, DelayTicks: c.DelayTicks, Rules: rules,
	}
}

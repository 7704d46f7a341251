package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
)

// Config describes a study.
type Config struct {
	Logs            string           // folder of logs that no model was trained on
	Units           []bot.Contestant // models with their decoders, at least two
	Online          string           // file of online results that were measured elsewhere, for models of any game; with it no matches are played, and Opponents, Pairs and WrongPressCosts are not used
	Opponents       []bot.Contestant // that every unit meets
	Pairs           int              // of matches of each unit against each opponent, at least 2
	Seed            uint64           // of the matches, the bootstrap and the permutations
	Delay           agent.Delay      // of models that state none; the zero value is agent.DefaultDelayTicks
	WrongPressCosts []int32          // play at each of these, of sim.Rules.WrongPressCost
	Resamples       int              // bootstrap samples for the offline intervals; 0 for none
	Workers         int              // matches or recordings at once; does not change the results
	Setup           bot.Setup        // of models in matches
	Log             zerolog.Logger

	// Place, if not nil, is called with each tournament before it runs, and may let others
	// play it: it sets Elsewhere and Workers.
	Place func(*arena.Tournament)
	// Evaluated, if not nil, is called after each scored recording. Played, if not
	// nil, is called for each pairing as arena.Tournament.Progress.
	Evaluated func(done, total int)
	Played    func(done, total int)
}

// ErrScript is the error of a script among the units.
var ErrScript = errors.New("a script, which cannot be evaluated on logs; name it as an opponent")

// Validate reports every invalid field.
func (c Config) Validate() error {
	var fields invalid.Fields
	fields.If(len(c.Units) < 2, "%s; want at least 2, and %d for a verdict", number.Of(len(c.Units), "unit"), offline.FewUnits)
	matches := c.Online == ""
	fields.If(matches && len(c.Opponents) == 0, "no opponents; name at least one, e.g. script:pro")
	fields.If(matches && len(c.WrongPressCosts) == 0, "no wrong-press costs; want at least one, 0 for the game as it is")
	fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	fields.If(c.Resamples < 0, "resamples is %d; want 0 or more", c.Resamples)
	fields.If(matches && c.Pairs < 2, "pairs is %d; want at least 2, so that halves of them can be compared", c.Pairs)
	fields.Add(c.Delay.Validate(), c.Setup.Validate())
	for _, u := range c.Units {
		fields.If(u.Path == "", "unit %q is %w", u.Spec, ErrScript)
	}
	for i, o := range c.Opponents {
		fields.If(slices.ContainsFunc(c.Opponents[:i], func(p bot.Contestant) bool {
			return p.Script == o.Script && p.Timing == o.Timing && p.Path == o.Path && p.Query == o.Query && p.Delay == o.Delay
		}), "opponent %s is named twice, and its matches would count twice; leave one out", o.Spec)
	}
	if err := fields.Err(); err != nil || !matches {
		return err
	}
	fields.Add(c.checkFolders())
	for i, cost := range c.WrongPressCosts {
		fields.If(slices.Contains(c.WrongPressCosts[:i], cost), "wrong-press cost %d is named twice; leave one out", cost)
		fields.Add(c.match(c.Units[0], c.Opponents[0], cost).Validate())
	}
	return fields.Err()
}

// checkFolders refuses names that differ only in characters that a folder's name
// cannot contain.
func (c Config) checkFolders() error {
	for _, group := range [][]bot.Contestant{c.Units, c.Opponents} {
		taken := map[string]string{}
		for _, x := range group {
			name := folderName(x.Name)
			if other, ok := taken[name]; ok {
				return fmt.Errorf("contestants %s and %s would share the folder %s; rename one with name=…", other, x.Name, name)
			}
			taken[name] = x.Name
		}
	}
	return nil
}

// folderName returns the name of a contestant's folder.
func folderName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._#", r) {
			return r
		}
		return '_'
	}, name)
}

// match returns the tournament of a unit and an opponent.
func (c Config) match(unit, opponent bot.Contestant, cost int32) arena.Config {
	if unit.Name == opponent.Name {
		opponent.Name += " (opponent)"
	}
	rules := sim.DefaultRules()
	rules.WrongPressCost = cost
	return arena.Config{
		Contestants: []bot.Contestant{unit, opponent}, Pairs: c.Pairs, Seed: c.Seed, Delay: c.Delay, Rules: rules,
	}
}

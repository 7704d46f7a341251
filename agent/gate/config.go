package gate

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/ort"
)

// Config says what a gate tests, and how.
type Config struct {
	Dir      string
	Champion string // the contestant to beat; "" is the one model in Dir/champion

	// Tournament is how each candidate meets the champion. Its Config names the
	// sequential test; contestants, gauntlet and number of pairs are the gate's.
	Tournament arena.Tournament

	Provider ort.Provider // that the models compute on; one that is missing is no candidate's fault

	// What stands in the records.
	SignedBy string
	Command  string // that ran the gate
	Version  string // of the program
	Now      func() time.Time
}

// Validate reports everything with which no candidate can be judged.
func (c Config) Validate() error {
	var errs []error
	if c.Dir == "" {
		errs = append(errs, errors.New("a gate needs a folder"))
	}
	if strings.TrimSpace(c.SignedBy) == "" {
		errs = append(errs, errors.New("a gate's records are signed off; name who does"))
	}
	if c.Now == nil {
		errs = append(errs, errors.New("a gate needs a clock for its records"))
	}
	if c.Tournament.Config.Test == nil {
		return errors.Join(append(errs, errors.New("a gate needs a sequential test"))...)
	}
	anybody := c.Tournament
	anybody.Config.Contestants, anybody.Config.Gauntlet = []bot.Contestant{{Name: "candidate"}, {Name: "champion"}}, nil
	anybody.Config.Pairs = anybody.Config.Test.MaxPairs
	if err := anybody.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("gate: %w", err))
	}
	return errors.Join(errs...)
}

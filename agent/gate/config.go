package gate

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy/ort"
)

// Config describes what a gate tests, and how.
type Config struct {
	Champion string // the contestant to beat; "" is the one model in the folder champion

	// Tournament holds the settings of each candidate's tournament against the
	// champion. Its Config must have a sequential test; the gate sets contestants
	// and gauntlet.
	Tournament arena.Tournament

	Provider ort.Provider // of all models; a missing one is an error of the gate

	// Parts of the records.
	SignedBy string
	Command  string // command line of the gate
	Version  string // of the program
	Now      func() time.Time
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var f invalid.Fields
	f.If(strings.TrimSpace(c.SignedBy) == "", "a gate's records need a signature; name who signs them off")
	f.If(c.Now == nil, "a gate needs a clock for its records")
	if c.Tournament.Config.Test == nil {
		f.Add(errors.New("a gate needs a sequential test"))
		return f.Err()
	}
	t := c.Tournament
	f.If(t.Latency == "measured", "gate: latency measured is measured again in every run, so that an interrupted test could not resume; measure once and use file:FILE.csv")
	f.If(t.Budget != 0 || t.RetryWithdrawn, "gate: each candidate is tested until the test decides; budget and retry of withdrawn contestants do not apply")
	t.Config.Contestants, t.Config.Gauntlet = []bot.Contestant{{Name: "candidate", Script: "pro"}, {Name: "champion", Script: "pro"}}, nil
	if err := t.Validate(); err != nil {
		f.Add(fmt.Errorf("gate: %w", err))
	}
	return f.Err()
}

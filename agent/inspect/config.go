package inspect

import (
	"fmt"

	"github.com/kumite/kumite/agent/bot"
)

// Config says which model is inspected, and on what.
type Config struct {
	Model  string // a contestant's string: its decoder settings are inspected too
	Seed   uint64 // of the match whose frames are shown
	Logs   string // the log folder whose first recording is shown instead; "" for none
	Canary string // a file of inputs and the scores that they should have; "" for none
}

// Validate refuses a contestant that is not a model.
func (c Config) Validate() error {
	_, err := c.contestant()
	return err
}

func (c Config) contestant() (bot.Contestant, error) {
	who, err := bot.Parse(c.Model)
	if err == nil && who.Path == "" {
		err = fmt.Errorf("contestant %q: inspect is for models", c.Model)
	}
	return who, err
}

package inspect

import (
	"fmt"

	"github.com/kumite/kumite/agent/bot"
)

// Config says which model is inspected, and on which frames.
type Config struct {
	Model  string // a contestant string; its decoder settings are inspected too
	Seed   uint64 // of the match whose frames are used
	Logs   string // a log folder whose first recording is used instead; "" for none
	Canary string // a file of inputs with expected scores; "" for none
}

// Validate reports a contestant that is not a model.
func (c Config) Validate() error {
	_, err := c.contestant()
	return err
}

func (c Config) contestant() (bot.Contestant, error) {
	spec, err := bot.ExpandOne(c.Model)
	if err != nil {
		return bot.Contestant{}, err
	}
	who, err := bot.Parse(spec)
	if err == nil && who.Path == "" {
		err = fmt.Errorf("contestant %q: inspect is for models; name PATH.onnx", c.Model)
	}
	return who, err
}

package inspect

import (
	"fmt"

	"github.com/kumite/kumite/agent/bot"
)

// Config selects the model and the frames that it is run on.
type Config struct {
	Model  string // contestant string; its decoder settings are checked too
	Seed   uint64 // of the match that frames are taken from
	Logs   string // log folder whose first recording is used instead of a match; "" for none
	Canary string // file of inputs and expected scores; "" for none
}

// Validate reports an error if Model is not a valid contestant string of a model.
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

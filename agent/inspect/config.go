package inspect

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
)

// Config says which model is inspected, and on which frames.
type Config struct {
	Model  string // a contestant string; its decoder settings are inspected too
	Seed   uint64 // of the match whose frames are used
	Logs   string // a log folder whose first recording is used instead; "" for none
	Canary string // a file of inputs with expected scores; "" for none

	// Isolation says whether the model is inspected in a process of its own, which
	// cannot exhaust the memory of this one and is ended if it does not answer. Its
	// Command must call Serve; the flags --memory-limit, --seed, --logs and --canary
	// and the model are appended. Its LoadLimit is the CPU time without progress after which
	// the process is ended.
	Isolation bot.Isolation
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	_, err := c.contestant()
	return errors.Join(err, c.Isolation.Validate())
}

func (c Config) contestant() (bot.Contestant, error) {
	who, err := bot.ParsePattern(c.Model)
	if err == nil && who.Path == "" {
		err = fmt.Errorf("contestant %q: inspect is for models; name PATH.onnx", c.Model)
	}
	return who, err
}

package inspect

import (
	"errors"
	"fmt"
	"time"

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
	// and the model are appended.
	Isolation bot.Isolation

	// Silence is the CPU time without progress after which that process is ended; 0 is
	// DefaultSilence.
	Silence time.Duration
}

// DefaultSilence is longer than the limit of one run while a model is loaded.
const DefaultSilence = 12 * time.Second

// Validate reports every invalid field.
func (c Config) Validate() error {
	_, err := c.contestant()
	if c.Silence < 0 {
		err = errors.Join(err, fmt.Errorf("silence is %v; want 0 or more", c.Silence))
	}
	return errors.Join(err, c.Isolation.Validate())
}

func (c Config) contestant() (bot.Contestant, error) {
	who, err := bot.ParsePattern(c.Model)
	if err == nil && who.Path == "" {
		err = fmt.Errorf("contestant %q: inspect is for models; name PATH.onnx", c.Model)
	}
	return who, err
}

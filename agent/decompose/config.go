package decompose

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// Config describes a decomposition.
type Config struct {
	Model   bot.Contestant // a model with its decoder
	Against bot.Contestant // the opponent, a script or a model
	Pairs   int            // of matches for each variant, 1 to arena.MaxPairs
	Seed    uint64         // of the matches
	Delay   agent.Delay    // of models that state none; the zero value is agent.DefaultDelayTicks
	Rules   sim.Rules
	Setup   bot.Setup // of the models
	Workers int       // matches at once, at least 1; does not change the results

	// Progress, if not nil, is called after each pair. Calls do not overlap.
	Progress func(done, total int)
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	errs := []error{c.Model.Validate(), c.Against.Validate(), c.Delay.Validate(), c.Rules.Validate(), c.Setup.Validate()}
	if c.Model.Script != "" {
		errs = append(errs, fmt.Errorf("contestant %q is a script, and only models can be decomposed; name PATH.onnx", c.Model.Spec))
	}
	if c.Pairs < 1 || c.Pairs > arena.MaxPairs {
		errs = append(errs, fmt.Errorf("pairs is %d; want 1 to %d", c.Pairs, arena.MaxPairs))
	}
	if c.Workers < 1 {
		errs = append(errs, fmt.Errorf("workers is %d; want at least 1", c.Workers))
	}
	return errors.Join(errs...)
}

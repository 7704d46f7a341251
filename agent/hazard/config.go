package hazard

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// Config describes a comparison.
type Config struct {
	Model   bot.Contestant // a model; its decoder does not matter, its calibration does
	Script  string         // who presses, e.g. "pro"
	Against []string       // scripts that it meets in turn
	Matches int            // 1 or more; sides alternate
	Futures int            // per frame, 1 or more; 25 times as many where the hazard seems above 0.4
	Seed    uint64
	Rules   sim.Rules
	Setup   bot.Setup
	Workers int // matches at once, at least 1; does not change the results

	// Progress, if not nil, is called after each match. Calls do not overlap.
	Progress func(done, total int)
}

// MaxFutures is the largest number of futures per frame.
const MaxFutures = 100_000

// Validate reports every invalid field.
func (c Config) Validate() error {
	errs := []error{c.Model.Validate(), c.Rules.Validate(), c.Setup.Validate()}
	if c.Model.Script != "" {
		errs = append(errs, fmt.Errorf("contestant %q is a script, which has no p_act; name PATH.onnx", c.Model.Spec))
	}
	for _, name := range append([]string{c.Script}, c.Against...) {
		if _, err := script.New(name, 0, 0); err != nil {
			errs = append(errs, err)
		}
	}
	if len(c.Against) == 0 {
		errs = append(errs, errors.New("no opponents; name a script, e.g. pro"))
	}
	for _, n := range []struct {
		name  string
		value int
		most  int
	}{{"matches", c.Matches, 100_000}, {"futures", c.Futures, MaxFutures}, {"workers", c.Workers, 4096}} {
		if n.value < 1 || n.value > n.most {
			errs = append(errs, fmt.Errorf("%s is %d; want 1 to %d", n.name, n.value, n.most))
		}
	}
	return errors.Join(errs...)
}

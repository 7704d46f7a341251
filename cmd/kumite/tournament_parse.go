package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/sim"
)

// parse completes the run's config from the flags, and refuses flags that contradict
// each other.
func (x *tournamentFlags) parse(f *pflag.FlagSet, args []string) error {
	if err := errors.Join(x.sweep.validate(f), x.gate.validate(f, args)); err != nil {
		return err
	}
	switch {
	case x.latency != "" && f.Changed("delay"):
		return errors.New("--latency and --delay both set the delay; leave one out")
	case x.retry && x.out == "":
		return errors.New("--retry-withdrawn needs a run to resume; add --out DIR")
	}
	if err := completeForm(&x.form); err != nil {
		return err
	}
	x.cfg.Rules.MatchTicks = x.seconds * sim.TickRate
	return x.parseTest(f)
}

// parseTest sets the sequential test of the run, if any.
func (x *tournamentFlags) parseTest(f *pflag.FlagSet) error {
	if x.sprt == "" && x.champion == "" && x.gate.dir == "" {
		for _, name := range []string{"alpha", "beta", "max-pairs", "fail-on-reject"} {
			if f.Changed(name) {
				return fmt.Errorf("--%s needs a sequential test; add --sprt or --challenge", name)
			}
		}
		return nil
	}
	if f.Changed("pairs") {
		return errors.New("--pairs cannot be used with a sequential test; use --max-pairs")
	}
	if x.sprt != "" {
		parts := strings.Split(x.sprt, ",")
		if len(parts) != 2 {
			return fmt.Errorf("--sprt is %q; want ELO0,ELO1, e.g. 0,50", x.sprt)
		}
		for i, to := range []*float64{&x.test.Elo0, &x.test.Elo1} {
			var err error
			if *to, err = elos.Parse(strings.TrimSpace(parts[i])); err != nil {
				return fmt.Errorf("--sprt %q: %q %w; write ELO0,ELO1, e.g. 0,50", x.sprt, parts[i], err)
			}
		}
	}
	x.cfg.Test, x.cfg.Pairs = &x.test, x.test.MaxPairs
	return nil
}

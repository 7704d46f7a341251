package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/sim"
)

// parse completes the run's config from the flags, and refuses flags that contradict
// each other.
func (x *tournamentFlags) parse(f *pflag.FlagSet, args []string) error {
	if err := errors.Join(x.sweep.validate(f), x.gate.validate(f, args), x.nats.validate(f)); err != nil {
		return err
	}
	if x.nats.used() && f.Changed("workers") {
		return errors.New("--workers is the number of matches in this process, and with --nats workers play them; use --cores of kumite worker")
	}
	for _, flag := range [][2]string{{"shard", "merge later"}, {"keep-scores", "keep them in"}} {
		if f.Changed(flag[0]) && x.out == "" {
			return fmt.Errorf("--%s needs a folder to %s; name it with --out", flag[0], flag[1])
		}
	}
	x.cfg.Rules.MatchTicks = x.seconds * sim.TickRate
	return x.parseTest(f)
}

// stated returns which settings of the run the flags state.
func (x *tournamentFlags) stated(f *pflag.FlagSet) func(arena.Setting) bool {
	flags := map[arena.Setting][]string{
		arena.PairsSetting: {"pairs", "sprt", "challenge"}, arena.TestSetting: {"sprt", "challenge"},
		arena.GauntletSetting: {"gauntlet", "challenge"},
		arena.SeedSetting:     {"seed"}, arena.DelaySetting: {"delay"}, arena.LatencySetting: {"latency"},
		arena.MatchTicksSetting: {"match-seconds"}, arena.WrongPressSetting: {"wrong-press-cost"}, arena.ShardSetting: {"shard"}, arena.KeepScoresSetting: {"keep-scores"},
	}
	return func(s arena.Setting) bool { return slices.ContainsFunc(flags[s], f.Changed) }
}

// parseTest sets the sequential test of the run, if any.
func (x *tournamentFlags) parseTest(f *pflag.FlagSet) error {
	if x.sprt == "" && x.champion == "" && x.gate.dir == "" {
		return cli.Refuse(f, "needs a sequential test; add --sprt or --challenge", "alpha", "beta", "max-pairs", "fail-on-reject")
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
	x.cfg.Test, x.cfg.Pairs = &x.test, 0 // the test has its own
	return nil
}

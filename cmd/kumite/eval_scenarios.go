package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
)

// runScenarios plays a folder of scenarios instead of evaluating on logs.
func (x *evalFlags) runScenarios(cmd *cobra.Command, args []string) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "scenarios", "json", "workers", "provider", "server-token-file", "server-ca", "isolate", "memory-limit", "load-limit", "allow-random", "log-level", "cpuprofile", "memprofile":
		default:
			err = errors.Join(err, fmt.Errorf("--%s cannot be used with --scenarios, which needs no logs; leave it out", f.Name))
		}
	})
	if err != nil {
		return err
	}
	x.cfg.Setup.Eye = bot.Fastest
	cfg := scenario.Config{Setup: x.cfg.Setup, Workers: x.cfg.Workers}
	if cfg.Contestants, err = bot.ParsePatterns(args); err != nil {
		return err
	}
	folder, err := scenario.Open(x.tests)
	if err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "scenarios")
	cfg.Progress = bar.set
	doc, err := scenario.Run(cmd.Context(), folder, cfg)
	bar.done()
	if err != nil {
		return err
	}
	err = report.Scenarios(cmd.OutOrStdout(), doc, x.form)
	if name, n := doc.Regressed(); err == nil && n > 0 {
		return cli.Bad(fmt.Sprintf("%s brings back %d of %s", name, n, number.Of(len(doc.Scenarios), "complaint")))
	}
	return err
}

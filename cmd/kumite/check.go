package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
)

func checkCommand() *cobra.Command {
	cfg := requirements.Config{}
	var (
		file, junit string
		init        bool
		form        report.Form
	)
	cmd := &cobra.Command{
		Use:   "check --requirements FILE.yaml MODEL [CANDIDATE...]",
		Short: "Check whether a model meets what a service needs",
		Long: `Check measures a model against a file of requirements: time per decision, decisions
per second, memory, metrics on logs, win rates, and health, where the model will be
served. Each requirement passes or fails only if the samples show it; otherwise it is
undecided, and the table says how many more it needs. For a failure it prints the
cheapest change that would pass, for which it measures the candidates. What is timed runs
in this process, even with --isolate: check only models that you trust.

Check exits with 0 if every requirement passes and with 1 if any fails or is undecided.
--init prints an example of a file with every key.`,
		Example: `  kumite check --init > requirements.yaml
  kumite check --requirements requirements.yaml models/pro-ce.onnx models/pro-tiny.onnx
  kumite check --requirements requirements.yaml --junit check.xml models/pro-ce.onnx`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			switch {
			case init && (len(args) > 0 || file != ""):
				return errors.New("--init prints an example; leave out --requirements and models")
			case init:
				_, err := io.WriteString(cmd.OutOrStdout(), requirements.Example())
				return err
			case file == "":
				return errors.New("no requirements; use --requirements FILE.yaml, or --init for an example")
			case len(args) == 0:
				return fmt.Errorf("no model to check; want `%s`", cmd.UseLine())
			}
			if cfg.File, err = requirements.Read(file); err != nil {
				return err
			}
			if cfg.Contestant, err = bot.ExpandOne(args[0]); err != nil {
				return err
			}
			if cfg.Candidates, err = bot.Expand(args[1:]); err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "")
			cfg.Progress = bar.step
			doc, err := requirements.Run(cmd.Context(), cfg)
			bar.done()
			if err != nil {
				return err
			}
			err = report.Check(cmd.OutOrStdout(), doc, form)
			if junit != "" {
				err = errors.Join(err, durable.WriteFile(junit, func(w io.Writer) error { return report.CheckJUnit(w, doc) }))
			}
			if err == nil && doc.Verdict != requirements.Pass {
				return cli.Bad(fmt.Sprintf("%s: %s", doc.Verdict, report.CheckCounts(doc)))
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "requirements", "", "requirements `file`, as docs/requirements.md describes it")
	f.BoolVar(&init, "init", false, "print an example of a requirements file")
	f.Var(cli.OutputFile(&junit, safefile.Markup), "junit", "also write the result as JUnit XML to this `file`, for CI")
	f.DurationVar(&cfg.Window, "window", bench.Default().Window, "duration of a window of a benchmark")
	cli.WorkersFlag(f, &cfg.Workers, "matches and recordings in parallel; does not change their results")
	f.Uint64Var(&cfg.Seed, "seed", 1, "seed of benchmarks, matches and the bootstrap")
	tableFlags(cmd, &form)
	cli.Duration(f, "window")
	cli.AliasFlag(f, &cfg.Setup.Aliases)
	cli.IsolationFlags(cmd, &cfg.Setup.Isolation, bot.Auto)
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

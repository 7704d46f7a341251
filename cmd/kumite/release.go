package main

import (
	"errors"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/release"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
)

func releaseCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	var cfg release.Config
	cmd := &cobra.Command{
		Use:   "release MODEL --sign NAME --out DIR [evidence]",
		Short: "Record the evidence for a model's release, or refuse the release",
		Long: `Release finds a model in the evidence by the hash of its files and its decoder, and
writes DIR/release.json and DIR/release.md, which must not exist: offline and online
numbers with the hashes of logs and run, the check of requirements, the verdict of a blind
review, and the open complaints.

It refuses a release, lists every reason, writes nothing and exits with 1 if a given piece
of evidence does not include the model or describes another one, if the run is a shard, if
the run does not match its recordings, which are replayed as in replay verify, or if the
check does not pass. It exits with 2 if a file contradicts itself. The review and open
complaints are only recorded: the person who signs judges them.`,
		Example: `  kumite eval --logs logs --json models/pro-ce.onnx > eval.json
  kumite check --requirements requirements.yaml --json models/pro-ce.onnx > check.json
  kumite release models/pro-ce.onnx --sign 'A. User' --out release --eval eval.json --run run --check check.json --review review --feedback feedback --scenarios scenarios.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Model, cfg.Command, cfg.Version, cfg.Now = args[0], commandLine(), cli.Version(), time.Now
			bar := newProgress(cmd.ErrOrStderr(), "verifying")
			cfg.Progress = bar.set
			record, err := release.Run(cmd.Context(), cfg)
			bar.done()
			var refused *release.Refused
			switch {
			case errors.As(err, &refused):
				return cli.Bad(refused.Error())
			case err != nil:
				return err
			}
			if err := report.KeepRelease(cfg.Out, record); err != nil {
				return err
			}
			log := logger(cmd)
			for _, warning := range record.Warnings {
				log.Warn().Msg(warning)
			}
			return report.Released(cmd.OutOrStdout(), filepath.Join(cfg.Out, "release.md"), record)
		},
	}
	f := cmd.Flags()
	f.StringVar(&cfg.Eval, "eval", "", "evaluation, a `file` of eval --json")
	f.StringVar(&cfg.Run, "run", "", "matches, a `folder` of tournament --out")
	f.StringVar(&cfg.Check, "check", "", "check of requirements, a `file` of check --json")
	f.StringVar(&cfg.Review, "review", "", "blind review, a `folder` of review --out")
	f.StringVar(&cfg.Feedback, "feedback", "", "`folder` of complaints")
	f.StringVar(&cfg.Scenarios, "scenarios", "", "which complaints are settled, a `file` of eval --scenarios --json")
	f.StringVar(&cfg.SignedBy, "sign", "", "`name` of the person who signs the release")
	f.StringVar(&cfg.Out, "out", "", "`folder` for the record, which must not contain one")
	required(cmd, "sign", "out")
	cli.SetupFlags(cmd, &cfg.Setup)
	cli.IsolationFlags(cmd, &cfg.Setup.Isolation, bot.Auto)
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

package main

import (
	"image/png"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
)

func inspectCommand() *cobra.Command {
	var (
		cfg     inspect.Config
		picture string
		form    report.Form
	)
	cmd := &cobra.Command{
		Use:   "inspect MODEL",
		Short: "Check a model file against its contract",
		Long: `Inspect reads a model's file, sidecar and graph, checks every rule of the
contract, and shows the model's scores and decisions on a zero frame and on frames
of a seeded match or of a recording. It exits with 1 if a rule is broken and with 2
if the file cannot be read.`,
		Example: `  kumite inspect models/pro-ce.onnx
  kumite inspect --canary models/pro-ce.canary.json --picture seen.png models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Model = args[0]
			if program, err := os.Executable(); err == nil {
				cfg.Isolation.Command = []string{program, cli.InspectCommand}
			}
			doc, err := inspect.Run(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if picture != "" && doc.Seen != nil {
				if err := durable.WriteFile(picture, func(w io.Writer) error { return png.Encode(w, doc.Seen) }); err != nil {
					return err
				}
			}
			err = report.Inspection(cmd.OutOrStdout(), doc, form)
			if broken := doc.Broken(); err == nil && broken != "" {
				return cli.Bad(broken)
			}
			return err
		},
	}
	f := cmd.Flags()
	inspectFlags(f, &cfg)
	f.Var(cli.OutputFile(&picture, safefile.PNG), "picture", "write the network's input for the last frame to this PNG `file`")
	tableFlags(cmd, &form)
	cmd.ValidArgsFunction = cli.CompleteModels
	cli.IsolationFlags(cmd, &cfg.Isolation, bot.Auto)
	return cmd
}

func inspectFlags(f *pflag.FlagSet, cfg *inspect.Config) {
	f.StringVar(&cfg.Canary, "canary", "", "compare scores with those in this canary `file`, e.g. models/pro-ce.canary.json")
	f.StringVar(&cfg.Logs, "logs", "", "use frames of the first recording in this log `folder` instead of a match")
	f.Uint64Var(&cfg.Seed, "seed", 1, "seed of the match")
}

// serveInspectCommand inspects a model for inspect --isolate: kumite starts itself
// with it.
func serveInspectCommand() *cobra.Command {
	var (
		cfg   inspect.Config
		limit bot.Size
	)
	cmd := &cobra.Command{
		Use:    cli.InspectCommand + " MODEL",
		Short:  "Inspect a model and write messages to stdout; started by inspect --isolate",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Model = args[0]
			return inspect.Serve(cmd.Context(), os.Stdout, cfg, limit)
		},
	}
	inspectFlags(cmd.Flags(), &cfg)
	cmd.Flags().Var(&limit, "memory-limit", "memory limit of this process")
	return cmd
}

package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/doctor"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
)

func doctorCommand() *cobra.Command {
	var cfg doctor.Config
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether this machine is ready",
		Long: `Doctor checks the parts that kumite needs and prints one line for each, with how
to fix it if it is not ready. It exits with 1 if a part is not ready.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.Display, cfg.Window = display(), windowProgram()
			checks, err := doctor.Run(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if err := report.Checks(cmd.OutOrStdout(), checks); err != nil {
				return err
			}
			if n := doctor.Failed(checks); n > 0 {
				return cli.Bad(fmt.Sprintf("doctor: %d of %s failed", n, number.Of(len(checks), "check")))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&cfg.Models, "models", "", "`folder` of model files (default: models, or else the shipped ones)")
	cli.IsolationFlags(cmd, &cfg.Isolation, bot.Auto)
	return cmd
}

// display returns the displays that the environment names, "" for none.
func display() string {
	x, wayland := os.Getenv("DISPLAY"), os.Getenv("WAYLAND_DISPLAY")
	if x == "" && wayland == "" {
		return ""
	}
	return "DISPLAY=" + x + " WAYLAND_DISPLAY=" + wayland
}

// windowProgram returns the path of kumite-watch, or how to install it.
func windowProgram() string {
	path, err := cli.Beside("kumite-watch", "make watch")
	if err != nil {
		return err.Error()
	}
	return path
}

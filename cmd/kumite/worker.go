package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/cmd/internal/cli"
)

func workerCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	var (
		server  natsFlags
		metrics cli.MetricsFlags
		w       farm.Worker
	)
	cmd := &cobra.Command{
		Use:   "worker --nats URL",
		Short: "Play matches for tournaments on other machines",
		Long: `Worker plays matches for every kumite tournament --nats on the same NATS server, until
it is interrupted. It gets the models from there and keeps them in a cache. Workers can
start, stop and fail at any time: what a run folder contains does not depend on them.`,
		Example: `  kumite tournament --nats embedded --out run --pairs 1000 models/pro-ce.onnx script:pro
  kumite worker --nats nats://127.0.0.1:4222`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !server.used() {
				return errors.New("worker: name a NATS server with --nats")
			}
			if err := server.validate(cmd.Flags()); err != nil {
				return err
			}
			if w.Cache == "" {
				dir, err := os.UserCacheDir()
				if err != nil {
					return fmt.Errorf("worker: %w; name a folder with --cache", err)
				}
				w.Cache = filepath.Join(dir, "kumite", "models")
			}
			w.Server, w.Log = server.server, logger(cmd)
			w.Server.Log = w.Log
			w.Setup.Warn = cli.WarnOnce(w.Log)
			m, stop, err := metrics.Start(cmd.Context(), w.Log)
			if err != nil {
				return err
			}
			defer stop() // a server that only reads
			if m != nil {
				w.Played = m.Leg
			}
			return w.Run(cmd.Context())
		},
	}
	f := cmd.Flags()
	server.flags(f)
	metrics.Add(f, true)
	f.IntVar(&w.Cores, "cores", runtime.NumCPU(), "pairs played at once")
	cli.Bound(f, "cores", cli.Workers)
	f.StringVar(&w.Cache, "cache", "", "`folder` that keeps models (default: kumite/models in the user's cache)")
	cli.ProviderFlag(cmd, &w.Setup.Provider, "execution provider of networks, which must be that of the tournament")
	cli.IsolationFlags(cmd, &w.Setup.Isolation, bot.Auto)
	return cmd
}

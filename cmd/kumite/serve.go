package main

import (
	"errors"
	"fmt"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
)

func serveCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	cfg := serve.Default()
	cfg.Version = cli.Version()
	var metrics cli.MetricsFlags
	var traces cli.TraceFlags
	cmd := &cobra.Command{
		Use:   "serve MODEL...",
		Short: "Answer requests for scores and decisions over the network",
		Long: `Serve answers requests in the Open Inference Protocol, version 2, over HTTP and gRPC,
until it is interrupted. A request contains the model's input tensor, or one frame; the
answer contains the raw scores and the decision. Requests with the parameters sequence_id and
sequence_start continue one player's frames, decoder and recurrent state.

It listens on this machine only, unless --http or --grpc name another address; then
set --token-file, and --tls-cert with --tls-key. A model file that changes is loaded
and replaces the old version. docs/serving.md has requests to try.`,
		Example: `  kumite serve models/pro-ce.onnx
  kumite serve --http :8000 --grpc off --token-file token models/*.onnx
  curl localhost:8000/v2/models/pro-ce`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if cfg.Models, err = bot.ParsePatterns(args); err != nil {
				return err
			}
			log := logger(cmd)
			m, stop, err := metrics.Start(cmd.Context(), log)
			if err != nil {
				return err
			}
			cfg.Event = func(e serve.Event) {
				if e.Err != nil {
					log.Warn().Str("model", e.Model).Err(e.Err).Msg("cannot load model")
					return
				}
				log.Info().Str("model", e.Model).Str("version", e.Version).Msg("serving")
			}
			cfg.Drifted = func(d serve.Drift) {
				if m != nil {
					m.Drift(d)
				}
				switch {
				case d.Began != "":
					log.Warn().Str("model", d.Model).Str("version", d.Version).Str("reason", d.Began).Str("detail", d.Detail).Msg("drift began")
				case d.Ended != "":
					log.Info().Str("model", d.Model).Str("version", d.Version).Str("reason", d.Ended).Msg("drift ended")
				}
			}
			cfg.Ready = func(http, grpc string) {
				if http != "" {
					fmt.Fprintf(cmd.OutOrStdout(), "http %s\n", http)
				}
				if grpc != "" {
					fmt.Fprintf(cmd.OutOrStdout(), "grpc %s\n", grpc)
				}
			}
			spans, traced, err := traces.Start(log)
			if err != nil {
				return errors.Join(err, stop())
			}
			cfg.Answered = func(a serve.Answered) {
				if m != nil {
					m.Answer(a)
				}
				if spans != nil {
					spans.Answer(a)
				}
			}
			return errors.Join(serve.Run(cmd.Context(), cfg), stop(), traced())
		},
	}
	f := cmd.Flags()
	f.Var((*address)(&cfg.HTTP), "http", "`address` for HTTP, HOST:PORT, or off")
	f.Var((*address)(&cfg.GRPC), "grpc", "`address` for gRPC, HOST:PORT, or off")
	f.StringVar(&cfg.TokenFile, "token-file", "", "refuse requests without the token in this `file`")
	f.StringVar(&cfg.CertFile, "tls-cert", "", "serve with TLS and the certificate (PEM) in this `file`")
	f.StringVar(&cfg.KeyFile, "tls-key", "", "`file` of the certificate's key (PEM)")
	f.IntVar(&cfg.Workers, "workers", cfg.Workers, "requests of a model that run at once")
	f.IntVar(&cfg.Batch, "batch", cfg.Batch, "largest number of requests in one run of a network")
	f.IntVar(&cfg.Queue, "queue", cfg.Queue, "largest number of requests that wait for a model; further ones are refused")
	f.IntVar(&cfg.Sequences, "sequences", cfg.Sequences, "largest number of sequences of a model at once")
	f.DurationVar(&cfg.Idle, "idle", cfg.Idle, "end a sequence after this time without a request")
	f.IntVar(&cfg.MaxRequest, "max-request", cfg.MaxRequest, "`bytes` of the largest request")
	cli.ProviderFlag(cmd, &cfg.Provider, "execution provider of networks, without fallback")
	cli.IsolationFlags(cmd, &cfg.Isolation, bot.Auto)
	metrics.Add(f, false)
	traces.Add(f, "requests")
	cli.Bound(f, "workers", number.Whole(1, serve.MaxWorkers))
	cli.Bound(f, "batch", number.Whole(1, serve.MaxBatch))
	cli.Bound(f, "queue", number.Whole(1, serve.MaxQueue))
	cli.Bound(f, "sequences", number.Whole(0, serve.MaxSequences))
	cli.Bound(f, "max-request", number.Whole(1<<10, 1<<30))
	cli.Duration(f, "idle")
	cli.AliasFlag(f, &cfg.Aliases)
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

// address is the value of a flag that names an address to listen on, or "off".
type address string

func (a *address) String() string {
	if *a == "" {
		return "off"
	}
	return string(*a)
}

func (*address) Type() string { return "address" }

func (a *address) Set(text string) error {
	if *a = address(text); text == "off" {
		*a = ""
	}
	return nil
}

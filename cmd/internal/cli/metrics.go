package cli

import (
	"context"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/monitor"
)

// MetricsFlag adds --metrics.
func MetricsFlag(f *pflag.FlagSet, address *string) {
	f.StringVar(address, "metrics", "", "serve Prometheus metrics at http://`HOST:PORT`/metrics; nothing listens without it")
}

// Metrics serves metrics at the address of --metrics until stop is called. Without an
// address they are nil, and stop does nothing.
func Metrics(ctx context.Context, address string, log zerolog.Logger) (m *monitor.Metrics, stop func() error, err error) {
	if address == "" {
		return nil, func() error { return nil }, nil
	}
	m = monitor.New()
	at, stop, err := m.Listen(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	log.Info().Str("address", "http://"+at+"/metrics").Msg("serving metrics")
	return m, stop, nil
}

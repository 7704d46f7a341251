package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/monitor"
	"github.com/kumite/kumite/internal/number"
)

// MetricsFlags are what --metrics and --expect-win-rate say.
type MetricsFlags struct {
	address string
	expect  map[string]string
}

// Add adds --metrics, and --expect-win-rate for commands that play.
func (x *MetricsFlags) Add(f *pflag.FlagSet, plays bool) {
	f.StringVar(&x.address, "metrics", "", "serve Prometheus metrics at http://`HOST:PORT`/metrics; nothing listens without it")
	if plays {
		f.StringToStringVar(&x.expect, "expect-win-rate", nil, "with --metrics: mean points per match that contestants are expected to have, `NAME=RATE,...`, e.g. mine=0.85; the metrics show a decline from it")
	}
}

// Set reports whether metrics are served.
func (x *MetricsFlags) Set() bool { return x.address != "" }

// Start serves metrics until stop is called. Without --metrics m is nil and stop does nothing.
func (x *MetricsFlags) Start(ctx context.Context, log zerolog.Logger) (m *monitor.Metrics, stop func() error, err error) {
	if !x.Set() && len(x.expect) > 0 {
		return nil, nil, errors.New("--expect-win-rate needs --metrics")
	}
	if !x.Set() {
		return nil, func() error { return nil }, nil
	}
	m, expect := monitor.New(), map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(x.expect)) { // so that the error does not vary
		if expect[name], err = number.Between(0, 1).Parse(x.expect[name]); err != nil {
			return nil, nil, fmt.Errorf("--expect-win-rate %s=%s: the rate %w", name, x.expect[name], err)
		}
	}
	if err := m.Expect(expect); err != nil {
		return nil, nil, fmt.Errorf("--expect-win-rate: %w", err)
	}
	at, stop, err := m.Listen(ctx, x.address)
	if err != nil {
		return nil, nil, err
	}
	log.Info().Str("address", "http://"+at+"/metrics").Msg("serving metrics")
	return m, stop, nil
}

package cli

import (
	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/trace"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
)

// TraceFlags are what --trace and --trace-every say.
type TraceFlags struct{ cfg trace.Config }

// Add adds the flags. what is recorded, in the plural.
func (x *TraceFlags) Add(f *pflag.FlagSet, what string) {
	f.Var(OutputFile(&x.cfg.Path, safefile.Spans), "trace", "append spans of "+what+" for OpenTelemetry to this `file` (OTLP JSON)")
	f.IntVar(&x.cfg.Every, "trace-every", 1, "with --trace: record one in so many "+what)
	Bound(f, "trace-every", number.Whole(1, 1<<30))
}

// Set reports whether spans are recorded.
func (x *TraceFlags) Set() bool { return x.cfg.Path != "" }

// Start records spans until stop is called. Without --trace the recorder is nil, and stop
// does nothing.
func (x *TraceFlags) Start(log zerolog.Logger) (r *trace.Recorder, stop func() error, err error) {
	if !x.Set() {
		return nil, func() error { return nil }, nil
	}
	x.cfg.Version = Version()
	x.cfg.Failed = func(err error) { log.Warn().Err(err).Msg("cannot write spans; later ones are dropped") }
	if r, err = trace.Open(x.cfg); err != nil {
		return nil, nil, err
	}
	return r, r.Close, nil
}

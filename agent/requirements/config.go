package requirements

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/vision/logs"
)

// Config says what is checked.
type Config struct {
	File       *File
	Contestant string   // a model
	Candidates []string // other models, which are measured where the contestant fails

	// Setup loads models. Its provider is that of the file. Isolation applies to loading,
	// logs and matches, but not to benchmarks, which run in this process.
	Setup bot.Setup

	Window  time.Duration // of a benchmark, as in bench.Config
	Workers int           // matches and recordings at once; does not change results
	Seed    uint64        // of benchmarks, matches and the bootstrap

	// Progress, if not nil, is called with the name of a measurement and how far it is.
	// Calls do not overlap.
	Progress func(what string, done, total int)

	Instruments Instruments
}

// Instruments measure. A nil function is the real one.
type Instruments struct {
	Available func() (map[ort.Provider]error, error)
	Load      func(s bot.Setup, c bot.Contestant) (Loaded, error)
	Logs      func(dir string) error // whether a folder can be evaluated on
	Bench     func(ctx context.Context, cfg bench.Config) (*bench.Document, error)
	Offline   func(ctx context.Context, dir string, cfg openloop.Config) (*openloop.Evaluation, error)
	Online    func(ctx context.Context, t arena.Tournament) (arena.Outcome, error)
	Sweep     func(ctx context.Context, cfg sweep.Config) (*sweep.Document, error)
}

// Loaded describes a model that was loaded and run once.
type Loaded struct {
	SHA256   string
	Files    policy.FileHashes
	Decoder  string // in full
	Warnings []string
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var f invalid.Fields
	if c.File == nil {
		f.Add(errors.New("no requirements; Read reads a file"))
	} else {
		f.Add(c.File.Validate())
	}
	if _, err := c.contestants(); err != nil {
		f.Add(err)
	}
	f.If(c.Window < 10*time.Millisecond || c.Window > time.Hour, "window is %v; want 10ms to 1h", c.Window)
	f.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	f.Add(c.Setup.Validate())
	return f.Err()
}

// contestants returns the contestant and the candidates, which must be models.
func (c Config) contestants() ([]bot.Contestant, error) {
	all, err := bot.ParseAll(append([]string{c.Contestant}, c.Candidates...))
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Path == "" {
			return nil, fmt.Errorf("contestant %q: check is for models; name PATH.onnx", x.Spec)
		}
	}
	return all, nil
}

// complete sets the functions that are nil.
func (c *Config) complete() {
	i := &c.Instruments
	if i.Available == nil {
		i.Available = ort.Available
	}
	if i.Load == nil {
		i.Load = load
	}
	if i.Logs == nil {
		i.Logs = func(dir string) error {
			_, err := logs.Open(dir)
			return err
		}
	}
	if i.Bench == nil {
		i.Bench = bench.Run
	}
	if i.Offline == nil {
		i.Offline = evaluate
	}
	if i.Online == nil {
		i.Online = func(ctx context.Context, t arena.Tournament) (arena.Outcome, error) { return t.Run(ctx, "") }
	}
	if i.Sweep == nil {
		i.Sweep = func(ctx context.Context, cfg sweep.Config) (*sweep.Document, error) { return sweep.Run(ctx, "", cfg) }
	}
	if c.Progress == nil {
		c.Progress = func(string, int, int) {}
	}
}

// load loads a model as a match does, and runs it on a frame.
func load(s bot.Setup, c bot.Contestant) (Loaded, error) {
	m, err := s.Loader()(c, 0)
	if err != nil {
		return Loaded{}, err
	}
	return Loaded{SHA256: m.SHA256, Files: m.Files, Decoder: m.Query, Warnings: m.Warnings}, m.Close()
}

// evaluate evaluates on a log folder.
func evaluate(ctx context.Context, dir string, cfg openloop.Config) (*openloop.Evaluation, error) {
	folder, err := logs.Open(dir)
	if err != nil {
		return nil, err
	}
	return openloop.Evaluate(ctx, folder, cfg)
}

package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/kumite/kumite/internal/machine"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/stats"
)

// Run measures a contestant, or two alternately. If ctx is done it returns ctx's error
// and no document.
func Run(ctx context.Context, cfg Config) (doc *Document, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if cfg.Progress == nil {
		cfg.Progress = func(int, int) {}
	}
	d := &Document{Schema: Schema, Scenario: cfg.Scenario, Seed: cfg.Seed, WindowMS: micros(cfg.Window) / 1000, PaceMS: micros(cfg.Pace) / 1000, Results: []Result{}}
	if d.Machine, err = describeMachine(cfg); err != nil {
		return nil, err
	}
	if load := float64(d.Machine.LoadBefore); load > quiet*float64(d.Machine.Cores) {
		d.warn(fmt.Sprintf("the load average was %.1f on %d cores before the start: other programs slow the measured one; compare ratios rather than times", load, d.Machine.Cores))
	}
	subjects, err := openSubjects(cfg)
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, s := range subjects {
			err = errors.Join(err, s.bot.Close())
		}
		if err != nil {
			doc = nil
		}
	}()
	for _, s := range subjects {
		d.Results = append(d.Results, s.result())
		for _, w := range s.bot.Model().Warnings {
			d.warn(fmt.Sprintf("model %s: %s", s.who.Path, w))
		}
	}
	measure := map[Scenario]func(context.Context, Config, []*subject, *Document) error{
		Single: measureSingle, Server: measureServer, Offline: measureOffline, Matches: measureMatches, Memory: measureMemory,
	}[cfg.Scenario]
	if err := measure(ctx, cfg, subjects, d); err != nil {
		return nil, err
	}
	d.Machine.LoadAfter = load()
	return d, nil
}

// quiet is the load average per core above which other programs disturb a measurement.
const quiet = 0.25

func describeMachine(cfg Config) (Machine, error) {
	version, err := ort.Version()
	if err != nil {
		return Machine{}, err
	}
	return Machine{
		CPU: machine.CPU(), Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(),
		Runtime: "ONNX Runtime " + version, Options: ort.Options, Provider: cfg.Setup.Provider.String(), Isolated: cfg.Setup.Isolation.When.String(),
		LoadBefore: load(), LoadAfter: stats.Undefined(),
	}, nil
}

func load() stats.Float {
	if load, ok := machine.LoadAverage(); ok {
		return stats.Float(load)
	}
	return stats.Undefined()
}

// openSubjects loads the contestants.
func openSubjects(cfg Config) ([]*subject, error) {
	contestants, err := cfg.contestants()
	if err != nil {
		return nil, err
	}
	worlds, err := recordWorlds(cfg.Seed)
	if err != nil {
		return nil, err
	}
	var all []*subject
	for _, who := range contestants {
		s, err := openSubject(who, cfg, worlds)
		if err != nil {
			for _, open := range all {
				err = errors.Join(err, open.bot.Close())
			}
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

package requirements

import (
	"context"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// resamples is the number of bootstrap samples of the intervals of metrics.
const resamples = 1000

// measurer takes the measurements of one model, each once.
type measurer struct {
	cfg Config
	who bot.Contestant
	doc *Document // gets warnings, the machine and the packing

	benches map[bench.Scenario]*bench.Document
	logs    map[string]*openloop.Evaluation
	matches *arena.Outcome
}

func newMeasurer(cfg Config, who bot.Contestant, d *Document) *measurer {
	return &measurer{cfg: cfg, who: who, doc: d, benches: map[bench.Scenario]*bench.Document{}, logs: map[string]*openloop.Evaluation{}}
}

// progress returns the callback of a measurement.
func (m *measurer) progress(what string) func(done, total int) {
	return func(done, total int) { m.cfg.Progress(what, done, total) }
}

// bench runs a scenario, with settings over the defaults.
func (m *measurer) bench(ctx context.Context, s bench.Scenario, set func(*bench.Config)) (*bench.Document, error) {
	if d := m.benches[s]; d != nil {
		return d, nil
	}
	cfg := bench.Default()
	cfg.Contestant, cfg.Scenario, cfg.Setup = m.who.Spec, s, m.cfg.Setup
	cfg.Setup.Isolation, cfg.Setup.Eye = bot.Isolation{}, bot.Fastest
	cfg.Window, cfg.Pace, cfg.Seed = m.cfg.Window, m.cfg.File.period(), m.cfg.Seed
	cfg.Progress = m.progress("benchmark " + string(s))
	set(&cfg)
	d, err := m.cfg.Instruments.Bench(ctx, cfg)
	if err != nil {
		return nil, err
	}
	m.benches[s], m.doc.Machine = d, &d.Machine
	for _, w := range d.Warnings {
		m.doc.warn(w)
	}
	return d, nil
}

// single times decisions one at a time. Three windows hold the decisions of the file; they
// take minutes, and are left out where no requirement is about paced decisions.
func (m *measurer) single(ctx context.Context) (*bench.Document, error) {
	return m.bench(ctx, bench.Single, func(c *bench.Config) {
		c.PacedDecisions = 0
		if slices.ContainsFunc(m.cfg.File.Latency, func(x Latency) bool { return x.Load == Paced }) {
			c.PacedDecisions = (m.cfg.File.Decisions + 2) / 3
		}
	})
}

// evaluation evaluates the model on a log folder.
func (m *measurer) evaluation(ctx context.Context, dir string) (*offline.Result, *openloop.Evaluation, error) {
	d := m.logs[dir]
	if d == nil {
		cfg := openloop.Config{Contestants: []bot.Contestant{m.who}, Setup: m.cfg.Setup, Resamples: resamples, Seed: m.cfg.Seed,
			Workers: m.cfg.Workers, Progress: m.progress("recordings of " + dir)}
		cfg.Setup.Eye = bot.OpenCV
		var err error
		if d, err = m.cfg.Instruments.Offline(ctx, dir, cfg); err != nil {
			return nil, nil, err
		}
		for _, w := range d.Warnings {
			m.doc.warn(w)
		}
		m.logs[dir] = d
	}
	return &d.Candidates[0], d, nil
}

// tournament returns the tournament of the model against its opponents.
func (m *measurer) tournament() (arena.Tournament, error) {
	f, specs := m.cfg.File, []string{m.who.Spec}
	for _, o := range f.Online.Opponents {
		specs = append(specs, o.Opponent)
	}
	all, err := bot.ParseAll(specs)
	if err != nil {
		return arena.Tournament{}, err
	}
	t := m.settings()
	t.Config.Contestants = all
	for _, x := range all[1:] {
		t.Config.Gauntlet = append(t.Config.Gauntlet, x.Name)
	}
	return t, nil
}

// settings returns a tournament without contestants.
func (m *measurer) settings() arena.Tournament {
	setup := m.cfg.Setup
	setup.Eye = bot.Fastest
	return arena.Tournament{
		Config: arena.Config{Pairs: m.cfg.File.Online.Pairs, Seed: m.cfg.Seed, Rules: sim.DefaultRules()},
		Load:   setup.Loader(), Workers: m.cfg.Workers, Progress: m.progress("matches"),
	}
}

// outcome plays the matches.
func (m *measurer) outcome(ctx context.Context) (*arena.Outcome, error) {
	if m.matches != nil {
		return m.matches, nil
	}
	t, err := m.tournament()
	if err != nil {
		return nil, err
	}
	out, err := m.cfg.Instruments.Online(ctx, t)
	if err != nil {
		return nil, err
	}
	m.matches = &out
	return m.matches, nil
}

// set sets what was measured.
func (l *Line) set(v float64, ci stats.Interval, n int) {
	l.Measured, l.CI95, l.N = stats.Float(v), ci, n
}

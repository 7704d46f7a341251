package arena

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
)

// Record is what the folder of a run holds.
type Record struct {
	Dir      string
	Manifest Manifest
	Outcome  // of the finished legs
	cfg      Config
	numbers  []int // of the pairings, by their places
}

// Read reads the folder of a run, whether the run is finished or not. Unlike
// OpenFolder it needs no configuration and takes no lock. It plays nothing, changes
// nothing, and loads no model. Another process may be playing the run.
func Read(dir string) (*Record, error) {
	m, err := readManifest(dir)
	if _, missing := os.Stat(dir); errors.Is(missing, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such folder; name the folder of tournament --out", dir)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not a run folder: it has no manifest.json; name the folder of tournament --out", dir)
	}
	if err != nil {
		return nil, err
	}
	var out Outcome
	f := &Folder{dir: dir}
	defer f.Close() // read only
	if f.root, err = safefile.OpenRoot(dir); err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	if f.cfg, err = m.Config(); err != nil {
		return nil, fmt.Errorf("read run %s: %w", dir, err)
	}
	if f.numbers, err = f.cfg.numbers(m.Growth); err != nil {
		return nil, fmt.Errorf("read run %s: %w", dir, err)
	}
	path := filepath.Join(dir, "matches.jsonl")
	log, err := f.root.Open("matches.jsonl", safefile.Legs)
	switch {
	case errors.Is(err, fs.ErrNotExist): // no match is finished
	case err != nil:
		return nil, fmt.Errorf("read run: %w", err)
	default:
		defer log.Close() // read only
		at := map[Key]int{}
		if _, err := eachLine(log, func(line []byte) error { return f.addLeg(line, at) }); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	out.Legs = f.legs
	if out.Results, err = Summarize(f.cfg, m.Contestants, f.legs, nil); err != nil {
		return nil, err
	}
	if before, err := f.results(); err == nil {
		if before.Ended == EndedByClock && out.Results.Ended == EndedByInterrupt {
			out.Results.Ended = EndedByClock
		}
		if err := keepTimings(before, &out.Results); err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, "results.json"), err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, "results.json"), err)
	}
	if out.Replays, err = f.Replays(); err != nil {
		return nil, err
	}
	return &Record{Dir: dir, Manifest: m, Outcome: out, cfg: f.cfg, numbers: f.numbers}, nil
}

// Config returns the configuration of a manifest's run.
func (m Manifest) Config() (Config, error) {
	if m.RulesVersion != sim.RulesVersion {
		return Config{}, fmt.Errorf("rules_version is %d there and %d now; use the program that made it", m.RulesVersion, sim.RulesVersion)
	}
	c := Config{Gauntlet: m.Gauntlet, Test: m.Test, Pairs: m.Pairs, Seed: m.Seed, Latency: m.Latency, Rules: m.Rules, Shard: m.Shard, KeepScores: m.KeepScores}
	if c.Latency == nil {
		c.Delay = agent.DelayOf(m.DelayTicks)
	}
	if c.Test != nil {
		c.Pairs = 0
	}
	if err := checkNumber(len(m.Contestants)); err != nil {
		return c, err
	}
	var specs []string
	for _, p := range m.Contestants {
		specs = append(specs, p.Spec)
	}
	var err error
	if c.Contestants, err = bot.ParseAll(specs); err != nil { // no patterns: these are names of files
		return c, err
	}
	for i, x := range c.Contestants {
		if name := m.Contestants[i].Name; x.Name != name {
			return c, fmt.Errorf("contestant %d is called %s there and %s now", i+1, name, x.Name)
		}
	}
	return c, c.Validate()
}

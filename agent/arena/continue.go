package arena

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
)

// readManifest reads the manifest of a run folder. The error matches fs.ErrNotExist if
// there is none.
func readManifest(dir string) (Manifest, error) {
	path := filepath.Join(dir, "manifest.json")
	data, err := safefile.ReadIn(dir, "manifest.json", safefile.Manifest)
	if err != nil {
		return Manifest{}, fmt.Errorf("open run: %w", err)
	}
	if err := safefile.Manifest.CheckLists(data); err != nil {
		return Manifest{}, fmt.Errorf("read %s: %w; choose another folder", path, err)
	}
	var form struct{ Schema string }
	if err := json.Unmarshal(data, &form); err == nil && form.Schema != ManifestSchema {
		return Manifest{}, fmt.Errorf("%s contains another run: schema is %s there and %s now; choose another folder", dir, form.Schema, ManifestSchema)
	}
	var m Manifest
	if err := safefile.Unmarshal(data, safefile.Manifest, &m); err != nil {
		return Manifest{}, fmt.Errorf("read %s: %w; choose another folder", path, err)
	}
	return m, nil
}

// Setting is a setting of a run that need not be stated again to continue it.
type Setting string

// The settings.
const (
	PairsSetting      Setting = "pairs"
	SeedSetting       Setting = "seed"
	DelaySetting      Setting = "delay"
	LatencySetting    Setting = "latency"
	GauntletSetting   Setting = "gauntlet"
	TestSetting       Setting = "test"
	MatchTicksSetting Setting = "match ticks"
	WrongPressSetting Setting = "wrong press cost"
	ShardSetting      Setting = "shard"
	KeepScoresSetting Setting = "keep scores"
)

// Continue completes c from the manifest of a run folder: the contestants if c has
// none or a single one that is new, which cannot be a run of its own, and all settings
// that were not stated. Without a manifest it does nothing.
// OpenFolder and GrowFolder compare what was stated with the manifest.
func (c *Config) Continue(dir string, stated func(Setting) bool) error {
	m, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	there, err := m.Config()
	if err != nil {
		return fmt.Errorf("open run %s: %w", dir, err)
	}
	switch same := func(x bot.Contestant) bool { return x.Spec == c.Contestants[0].Spec }; {
	case len(c.Contestants) == 0:
		c.Contestants = there.Contestants
	case len(c.Contestants) == 1 && !slices.ContainsFunc(there.Contestants, same):
		c.Contestants = append(slices.Clone(there.Contestants), c.Contestants...)
	}
	for setting, take := range map[Setting]func(){
		PairsSetting:      func() { c.Pairs = there.Pairs },
		SeedSetting:       func() { c.Seed = there.Seed },
		DelaySetting:      func() { c.Delay = there.Delay },
		LatencySetting:    func() { c.Latency = there.Latency },
		GauntletSetting:   func() { c.Gauntlet = there.Gauntlet },
		TestSetting:       func() { c.Test = there.Test },
		MatchTicksSetting: func() { c.Rules.MatchTicks = there.Rules.MatchTicks },
		ShardSetting:      func() { c.Shard = there.Shard },
		KeepScoresSetting: func() { c.KeepScores = there.KeepScores },
		WrongPressSetting: func() { c.Rules.WrongPressCost = there.Rules.WrongPressCost },
	} {
		if !stated(setting) {
			take()
		}
	}
	if c.Test != nil {
		if !stated(TestSetting) && stated(PairsSetting) {
			test := *c.Test
			test.MaxPairs = c.Pairs
			c.Test = &test
		}
		c.Pairs = 0
	}
	return nil
}

package arena

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Manifest is everything that determines a run: manifest.json.
type Manifest struct {
	Schema       string             `json:"schema"`
	RulesVersion int                `json:"rules_version"`
	Rules        sim.Rules          `json:"rules"`
	Seed         uint64             `json:"seed"`
	Pairs        int                `json:"pairs"`
	DelayTicks   int32              `json:"delay_ticks"`
	Gauntlet     string             `json:"gauntlet"`
	Contestants  []duel.Participant `json:"contestants"`
	SHA256       string             `json:"sha256"` // of this document with an empty sha256
}

// ManifestSchema is the schema of manifest.json.
const ManifestSchema = "kumite.manifest/1"

// NewManifest describes a run of the contestants that Probe found.
func NewManifest(cfg Config, who []duel.Participant) Manifest {
	m := Manifest{
		Schema: ManifestSchema, RulesVersion: sim.RulesVersion, Rules: cfg.Rules, Seed: cfg.Seed,
		Pairs: cfg.Pairs, DelayTicks: cfg.DelayTicks, Gauntlet: cfg.Gauntlet, Contestants: who,
	}
	doc, err := json.Marshal(m)
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(doc)
	m.SHA256 = hex.EncodeToString(sum[:])
	return m
}

// differ names the first thing in which a folder's run is another than m.
func (m Manifest) differ(there Manifest) string {
	for _, x := range []struct {
		name     string
		old, new any
	}{
		{"schema", there.Schema, m.Schema},
		{"rules_version", there.RulesVersion, m.RulesVersion},
		{"rules", there.Rules, m.Rules},
		{"seed", there.Seed, m.Seed},
		{"pairs", there.Pairs, m.Pairs},
		{"delay_ticks", there.DelayTicks, m.DelayTicks},
		{"gauntlet", there.Gauntlet, m.Gauntlet},
		{"number of contestants", len(there.Contestants), len(m.Contestants)},
	} {
		if x.old != x.new {
			return fmt.Sprintf("%s is %v there and %v now", x.name, x.old, x.new)
		}
	}
	for i, c := range m.Contestants {
		if old := there.Contestants[i]; old != c {
			return fmt.Sprintf("contestant %d is %+v there and %+v now", i+1, old, c)
		}
	}
	return ""
}

// Folder is an open run folder. One process at a time may hold it.
type Folder struct {
	dir  string
	lock *os.File
	log  *os.File // matches.jsonl
	legs []Leg    // the finished ones, whole pairs only
}

// OpenFolder makes the folder of a run, or opens it to go on. A folder of
// another run is refused with the difference.
func OpenFolder(dir string, m Manifest) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "replays"), 0o755); err != nil {
		return nil, fmt.Errorf("open run: %w", err)
	}
	f := &Folder{dir: dir}
	err := f.open(m)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) open(m Manifest) error {
	var err error
	if f.lock, err = lock(filepath.Join(f.dir, ".lock")); err != nil {
		return fmt.Errorf("open run %s: %w", f.dir, err)
	}
	path := filepath.Join(f.dir, "manifest.json")
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := writeJSON(path, m); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("open run: %w", err)
	default:
		var there Manifest
		if err := json.Unmarshal(data, &there); err != nil {
			return fmt.Errorf("read %s: %w; choose another folder", path, err)
		}
		if what := m.differ(there); what != "" {
			return fmt.Errorf("%s holds another run: %s; choose another folder", f.dir, what)
		}
	}
	return f.readLegs()
}

// readLegs reads what is finished. A torn last line, or the first leg of a
// pair whose second is missing, is dropped, to be played again.
func (f *Folder) readLegs() error {
	path := filepath.Join(f.dir, "matches.jsonl")
	var err error
	if f.log, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	var good int64
	in := bufio.NewReader(f.log)
	for {
		var legs [2]Leg
		size, whole := int64(0), true
		for i := range legs {
			line, err := in.ReadBytes('\n')
			if err != nil || json.Unmarshal(line, &legs[i]) != nil || legs[i].Schema != LegSchema {
				whole = false
				break
			}
			size += int64(len(line))
		}
		if !whole || legs[0].Pair != legs[1].Pair || legs[0].Pairing != legs[1].Pairing {
			break
		}
		good += size
		f.legs = append(f.legs, legs[:]...)
	}
	if err := f.log.Truncate(good); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	_, err = f.log.Seek(good, 0)
	return err
}

// Legs are the legs that were finished when the folder was opened.
func (f *Folder) Legs() []Leg { return f.legs }

// Write keeps a finished pair: its replays first, then its two lines, synced
// to the disk.
func (f *Folder) Write(legs [2]Leg, recordings [2]*duel.Recording) error {
	for i, r := range recordings {
		if r == nil {
			continue
		}
		if err := r.WriteFile(filepath.Join(f.dir, "replays", legs[i].ReplayName())); err != nil {
			return err
		}
	}
	var lines []byte
	for _, l := range legs {
		line, err := json.Marshal(l)
		if err != nil {
			return fmt.Errorf("write run: %w", err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if _, err := f.log.Write(lines); err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	if err := f.log.Sync(); err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	return nil
}

// WriteResults writes results.json.
func (f *Folder) WriteResults(r Results) error {
	return writeJSON(filepath.Join(f.dir, "results.json"), r)
}

// Close gives the folder back; a second Close does nothing.
func (f *Folder) Close() error {
	var errs []error
	for _, file := range []**os.File{&f.log, &f.lock} {
		if *file != nil {
			errs = append(errs, (*file).Close())
			*file = nil
		}
	}
	return errors.Join(errs...)
}

// writeJSON writes a document whole or not at all.
func writeJSON(path string, doc any) error {
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	tmp := path + ".partial"
	if err := os.WriteFile(tmp, append(data, '\n'), 0o644); err != nil {
		return errors.Join(fmt.Errorf("write run: %w", err), os.RemoveAll(tmp))
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	return nil
}

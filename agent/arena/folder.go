package arena

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/sim/duel"
)

// Folder is an open run folder. One process at a time may hold it.
type Folder struct {
	dir  string
	lock *os.File
	log  *os.File // matches.jsonl
	cfg  Config
	legs []Leg // finished before it was opened, one for each key, no voids
	same int   // lines that told of a leg again
}

// OpenFolder makes the folder of a run, or opens it to go on. A folder of
// another run is refused with the difference.
func OpenFolder(dir string, cfg Config, who []duel.Participant) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "replays"), 0o755); err != nil {
		return nil, fmt.Errorf("open run: %w", err)
	}
	f := &Folder{dir: dir, cfg: cfg}
	err := f.open(NewManifest(cfg, who))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) open(m Manifest) error {
	var err error
	if f.lock, err = Lock(filepath.Join(f.dir, ".lock")); err != nil {
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

// readLegs reads what is finished. A torn last line is dropped, to be played
// again; so is a void.
func (f *Folder) readLegs() error {
	path := filepath.Join(f.dir, "matches.jsonl")
	var err error
	if f.log, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	var whole int64
	seen := map[Key]bool{}
	in := bufio.NewReader(f.log)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("open run: %w", err)
		}
		whole += int64(len(line))
		l, err := f.readLeg(line)
		if err != nil {
			return fmt.Errorf("read %s: line %d: %w; delete the line, and its match is played again", path, number, err)
		}
		switch {
		case l.Outcome == Void:
		case seen[l.Key()]:
			f.same++
		default:
			seen[l.Key()] = true
			f.legs = append(f.legs, l)
		}
	}
	if err := f.log.Truncate(whole); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	_, err = f.log.Seek(whole, io.SeekStart)
	return err
}

// readLeg reads a line and checks that it is of this run.
func (f *Folder) readLeg(line []byte) (Leg, error) {
	var l Leg
	if err := json.Unmarshal(line, &l); err != nil {
		return l, err
	}
	if l.Schema != LegSchema {
		return l, fmt.Errorf("schema is %q, want %q", l.Schema, LegSchema)
	}
	if !f.cfg.planned(l.Key()) {
		return l, fmt.Errorf("this run has no pairing %d, pair %d, leg %d", l.Pairing, l.Pair, l.Leg)
	}
	plan := f.cfg.leg(f.cfg.Pairings()[l.Pairing], l.Key())
	if l.A != plan.A || l.B != plan.B || l.Seed != plan.Seed {
		return l, fmt.Errorf("it is of %s against %s on seed %d, want %s against %s on %d", l.A, l.B, l.Seed, plan.A, plan.B, plan.Seed)
	}
	if _, decided := l.points(); !decided && l.Outcome != Void {
		return l, fmt.Errorf("outcome is %q", l.Outcome)
	}
	return l, nil
}

// Legs are the legs that were finished when the folder was opened. Voids are
// not among them.
func (f *Folder) Legs() []Leg { return f.legs }

// Repeated is the number of lines that told of a finished leg once more. They
// are not counted.
func (f *Folder) Repeated() int { return f.same }

// Write keeps the finished legs of a pair: their replays first, then their
// lines, synced to the disk.
func (f *Folder) Write(legs []Played) error {
	var lines []byte
	for _, p := range legs {
		if p.Recording != nil {
			if err := p.Recording.WriteFile(filepath.Join(f.dir, "replays", p.Leg.ReplayName())); err != nil {
				return err
			}
		}
		line, err := json.Marshal(p.Leg)
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

// KeepTimings gives contestants that decided nothing in this session, because
// their matches were all finished before, the decision times that the last
// results of the folder hold.
func (f *Folder) KeepTimings(r *Results) {
	var before Results
	data, err := os.ReadFile(filepath.Join(f.dir, "results.json"))
	if err != nil || json.Unmarshal(data, &before) != nil || len(before.Contestants) != len(r.Contestants) {
		return // no results yet
	}
	for i := range r.Contestants {
		if c := &r.Contestants[i]; c.DecisionUS == (Quantiles{}) {
			c.DecisionUS = before.Contestants[i].DecisionUS
		}
	}
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
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // a contestant's & is for people to read
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	tmp := path + ".partial"
	if err := os.WriteFile(tmp, data.Bytes(), 0o644); err != nil {
		return errors.Join(fmt.Errorf("write run: %w", err), os.RemoveAll(tmp))
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	return nil
}

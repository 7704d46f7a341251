package arena

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/sim"
)

// Record is what the folder of a run holds.
type Record struct {
	Dir      string
	Manifest Manifest
	Results  Results
	Legs     []Leg // one for each key, in the order of matches.jsonl
}

// Read reads the folder of a run with results. Unlike OpenFolder it needs no
// configuration, takes no lock and changes nothing. Of several lines for one leg the
// last one that is not void counts.
func Read(dir string) (*Record, error) {
	r := &Record{Dir: dir}
	for _, file := range []struct {
		name, schema, missing string
		into                  any
	}{
		{"manifest.json", ManifestSchema, "it is not the folder of a run", &r.Manifest},
		{"results.json", ResultsSchema, "the run has no results yet; resume it with kumite tournament --out", &r.Results},
	} {
		if err := readDocument(filepath.Join(dir, file.name), file.schema, file.into); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read run %s: no %s; %s", dir, file.name, file.missing)
		} else if err != nil {
			return nil, fmt.Errorf("read run: %w", err)
		}
	}
	if err := r.readLegs(); err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	return r, nil
}

// readDocument reads a JSON document of a schema.
func readDocument(path, schema string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var form struct{ Schema string }
	if err := json.Unmarshal(data, &form); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if form.Schema != schema {
		return fmt.Errorf("%s: schema is %q; want %q", path, form.Schema, schema)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (r *Record) readLegs() error {
	path := filepath.Join(r.Dir, "matches.jsonl")
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // read only
	at := map[Key]int{}
	_, err = eachLine(file, func(line []byte) error {
		var l Leg
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		if l.Schema != LegSchema {
			return fmt.Errorf("schema is %q; want %q", l.Schema, LegSchema)
		}
		if l.Leg != 0 && l.Leg != 1 {
			return fmt.Errorf("leg is %d; want 0 or 1", l.Leg)
		}
		i, known := at[l.Key()]
		switch {
		case !known:
			at[l.Key()] = len(r.Legs)
			r.Legs = append(r.Legs, l)
		case l.Outcome != Void:
			r.Legs[i] = l
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// On returns the name of the contestant on a side.
func (l *Leg) On(side sim.Side) string {
	if side == aSide(l.Leg) {
		return l.A
	}
	return l.B
}

// Replay returns the bytes of a leg's recording, nil if there is none: a void leg has
// none, and recordings may have been removed.
func (r *Record) Replay(l *Leg) ([]byte, error) {
	if l.Outcome == Void {
		return nil, nil
	}
	data, err := os.ReadFile(filepath.Join(r.Dir, "replays", l.ReplayName()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	return data, nil
}

package arena

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
)

// readLegs reads what is finished. A torn last line is dropped, to be played
// again. Where a leg was void and was played later, the void is forgotten.
func (f *Folder) readLegs() error {
	path := filepath.Join(f.dir, "matches.jsonl")
	var err error
	if f.log, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	if err := durable.SyncDir(f.dir); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	at := map[Key]int{} // in f.legs
	f.written, err = eachLine(f.log, func(line []byte) error { return f.addLeg(line, at) })
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return f.rewind()
}

// addLeg takes a line in; at says where the leg of each key is in f.legs.
func (f *Folder) addLeg(line []byte, at map[Key]int) error {
	l, err := f.readLeg(line)
	if err != nil {
		return fmt.Errorf("%w; delete the line, and its match is played again", err)
	}
	before, known := at[l.Key()]
	switch {
	case !known:
		at[l.Key()] = len(f.legs)
		f.legs = append(f.legs, l)
	case f.legs[before].Outcome == Void && l.Outcome != Void:
		f.legs[before] = l
	case l.Outcome != Void:
		if was := f.legs[before]; was.Outcome != l.Outcome || was.Hash != l.Hash {
			return fmt.Errorf("its result is not that of an earlier line for the same match; delete the wrong one: kumite replay verify %s says which it is", f.dir)
		}
		f.same++
	}
	return nil
}

// rewind cuts off what is not a whole line.
func (f *Folder) rewind() error {
	if err := f.log.Truncate(f.written); err != nil {
		return fmt.Errorf("cut off a torn line: %w", err)
	}
	if _, err := f.log.Seek(f.written, io.SeekStart); err != nil {
		return fmt.Errorf("cut off a torn line: %w", err)
	}
	return nil
}

// readLeg reads a line and checks that it belongs to this run.
func (f *Folder) readLeg(line []byte) (Leg, error) {
	var l Leg
	if err := json.Unmarshal(line, &l); err != nil {
		return l, err
	}
	if l.Schema != LegSchema {
		return l, fmt.Errorf("schema is %q, want %q", l.Schema, LegSchema)
	}
	if !f.cfg.schedules(l.Key()) {
		return l, fmt.Errorf("this run has no pairing %d, pair %d, leg %d", l.Pairing, l.Pair, l.Leg)
	}
	plan := f.cfg.leg(f.cfg.Pairings()[l.Pairing], l.Key())
	if l.A != plan.A || l.B != plan.B || l.Seed != plan.Seed {
		return l, fmt.Errorf("it is %s against %s on seed %d, want %s against %s on %d", l.A, l.B, l.Seed, plan.A, plan.B, plan.Seed)
	}
	switch _, decided := l.points(); {
	case !decided && l.Outcome != Void:
		return l, fmt.Errorf("outcome is %q", l.Outcome)
	case decided && (l.Ticks < 1 || l.Ticks > f.cfg.Rules.MatchTicks):
		return l, fmt.Errorf("it took %d ticks; want 1 to %d", l.Ticks, f.cfg.Rules.MatchTicks)
	case !decided && l.Void.Contestant != l.A && l.Void.Contestant != l.B:
		return l, fmt.Errorf("it is void by %q, want %s or %s", l.Void.Contestant, l.A, l.B)
	}
	return l, nil
}

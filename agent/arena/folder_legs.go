package arena

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/internal/jsonfile"
)

// readLegs reads the finished legs. A truncated last line is dropped, and its leg
// is played again. A void is dropped if its leg was played later.
func (f *Folder) readLegs() error {
	path := filepath.Join(f.dir, "matches.jsonl")
	var err error
	if f.log, err = f.root.Update("matches.jsonl"); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	if err := f.root.Sync(); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	at := map[Key]int{} // in f.legs
	f.written, err = eachLine(f.log, func(line []byte) error { return f.addLeg(line, at) })
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return f.rewind()
}

// addLeg adds the leg of a line to f.legs; at maps keys to indexes there.
func (f *Folder) addLeg(line []byte, at map[Key]int) error {
	l, err := f.readLeg(line)
	if err != nil {
		return fmt.Errorf("%w; delete the line to play its match again", err)
	}
	before, known := at[l.Key()]
	switch {
	case !known:
		at[l.Key()] = len(f.legs)
		f.legs = append(f.legs, l)
	case f.legs[before].Outcome == Void: // it was retried; a second void has its own reason
		f.legs[before] = l
	case l.Outcome != Void:
		if was := f.legs[before]; was.Outcome != l.Outcome || was.Hash != l.Hash {
			return fmt.Errorf("the result differs from an earlier line for the same match; delete the wrong line, which `kumite replay verify %s` reports", f.dir)
		}
		f.same++
	}
	return nil
}

// rewind truncates matches.jsonl to its complete lines.
func (f *Folder) rewind() error {
	if err := f.log.Truncate(f.written); err != nil {
		return fmt.Errorf("remove a partial line: %w", err)
	}
	if _, err := f.log.Seek(f.written, io.SeekStart); err != nil {
		return fmt.Errorf("remove a partial line: %w", err)
	}
	return nil
}

// readLeg parses a line and checks that it belongs to this run. The leg's pairing is
// its place in the schedule.
func (f *Folder) readLeg(line []byte) (Leg, error) {
	var l Leg
	if err := jsonfile.Decode(line, &l); err != nil {
		return l, err
	}
	number := l.Pairing
	if l.Pairing = slices.Index(f.numbers, number); !f.cfg.Schedules(l.Key()) {
		return l, fmt.Errorf("this run has no pairing %d, pair %d, leg %d", number, l.Pair, l.Leg)
	}
	return l, f.cfg.checkLeg(l)
}

// checkLeg returns an error unless a leg can be one of this run.
func (c Config) checkLeg(l Leg) error {
	if l.Schema != LegSchema {
		return fmt.Errorf("schema is %q, want %q", l.Schema, LegSchema)
	}
	if !c.Schedules(l.Key()) {
		return fmt.Errorf("this run has no pairing %d, pair %d, leg %d", l.Pairing, l.Pair, l.Leg)
	}
	plan := c.leg(c.Pairing(l.Pairing), l.Key())
	if l.A != plan.A || l.B != plan.B || l.Seed != plan.Seed {
		return fmt.Errorf("match is %s against %s on seed %d; want %s against %s on seed %d", l.A, l.B, l.Seed, plan.A, plan.B, plan.Seed)
	}
	switch _, decided := l.points(); {
	case !decided && l.Outcome != Void:
		return fmt.Errorf("outcome is %q; want %s, %s, %s or %s", l.Outcome, Win, Loss, Draw, Void)
	case decided && (l.Ticks < 1 || l.Ticks > c.Rules.MatchTicks):
		return fmt.Errorf("ticks is %d; want 1 to %d", l.Ticks, c.Rules.MatchTicks)
	case !decided && l.Void.Contestant != l.A && l.Void.Contestant != l.B:
		return fmt.Errorf("void names contestant %q; want %s or %s", l.Void.Contestant, l.A, l.B)
	case l.Retried.Contestant != "" && l.Retried.Contestant != l.A && l.Retried.Contestant != l.B:
		return fmt.Errorf("retried names contestant %.200q; want %s or %s", l.Retried.Contestant, l.A, l.B)
	}
	for i := range l.Ledger {
		if err := l.Ledger[i].check(l.Ticks); err != nil {
			return err
		}
	}
	return nil
}

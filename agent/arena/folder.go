package arena

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// Folder is an open run folder. One process at a time may hold it.
type Folder struct {
	dir     string
	root    *safefile.Root // of dir
	lock    *os.File
	log     *os.File // matches.jsonl
	written int64    // bytes of its complete lines
	cfg     Config
	numbers []int // of the pairings in the files, by their place in the schedule
	legs    []Leg // finished before the folder was opened, one for each key
	same    int   // lines that repeat a finished leg
}

// OpenFolder creates the folder of a run, or opens it to resume. It refuses the
// folder of another run and reports the first difference.
func OpenFolder(dir string, cfg Config, who []duel.Participant) (*Folder, error) {
	return openFolder(dir, cfg, who, false)
}

// GrowFolder is OpenFolder for a run that may have more pairs than its folder, or more
// contestants after those of the folder. The manifest records the growth. Legs that
// are finished stay finished; the results are those of a run that had the same pairs
// and contestants from the start.
func GrowFolder(dir string, cfg Config, who []duel.Participant) (*Folder, error) {
	return openFolder(dir, cfg, who, true)
}

func openFolder(dir string, cfg Config, who []duel.Participant, grow bool) (*Folder, error) {
	f := &Folder{dir: dir, cfg: cfg}
	var err error
	if f.root, err = safefile.MakeRoot(dir); err != nil {
		return nil, fmt.Errorf("open run: %w", err)
	}
	if err := f.open(NewManifest(cfg, who), grow); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Folder) open(m Manifest, grow bool) error {
	var err error
	if f.lock, err = durable.Lock(filepath.Join(f.dir, ".lock")); err != nil {
		return fmt.Errorf("open run %s: %w", f.dir, err)
	}
	there, err := readManifest(f.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if info, err := f.root.Lstat("matches.jsonl"); err == nil && info.Size() > 0 {
			return fmt.Errorf("open run %s: it has matches.jsonl but no manifest.json; restore it or choose another folder", f.dir)
		}
		if err := f.writeManifest(m); err != nil {
			return err
		}
	case err != nil:
		return err
	case grow:
		grown, what := m.grow(there, time.Now())
		if what != "" {
			return anotherRun(f.dir, what)
		}
		if len(grown.Growth) > len(there.Growth) || grown.KeepScores != there.KeepScores {
			if err := f.writeManifest(grown); err != nil {
				return err
			}
		}
		m = grown
	default:
		if what := m.Differ(there); what != "" {
			return anotherRun(f.dir, what)
		}
		if m.Growth = there.Growth; m.KeepScores != there.KeepScores {
			if err := f.writeManifest(m); err != nil {
				return err
			}
		}
	}
	if f.numbers, err = f.cfg.numbers(m.Growth); err != nil {
		return fmt.Errorf("open run %s: %w", f.dir, err)
	}
	if err := f.sweep(); err != nil {
		return fmt.Errorf("open run: %w", err)
	}
	if err := f.root.Own("results.json"); err != nil { // before any match, since it could not be written after
		return fmt.Errorf("open run: %w; remove it, and the run writes a new one", err)
	}
	return f.readLegs()
}

func (f *Folder) writeManifest(m Manifest) error {
	return durable.WriteJSONIn(f.root, "manifest.json", m)
}

// anotherRun is the error of a folder that contains another run.
func anotherRun(dir, differs string) error {
	return fmt.Errorf("%s contains another run: %s; choose another folder", dir, differs)
}

// sweep creates the folder of replays if there is none, and removes the partially
// written files of a killed process.
func (f *Folder) sweep() error {
	replays, err := f.root.MakeSub("replays")
	if err != nil {
		return err
	}
	defer replays.Close()
	for folder, ours := range map[*safefile.Root]func(of string) bool{
		f.root:  func(of string) bool { return of == "manifest.json" || of == "results.json" },
		replays: func(of string) bool { return filepath.Ext(of) == ".replay" || filepath.Ext(of) == ".scores" },
	} {
		all, err := folder.ReadDir()
		if err != nil {
			return err
		}
		for _, entry := range all {
			if of, partial := durable.Partial(entry.Name()); !partial || !ours(of) {
				continue
			}
			if err := folder.Remove(entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// Dir returns the path of the folder.
func (f *Folder) Dir() string { return f.dir }

// Legs returns the legs that were finished when the folder was opened, voids
// included: a withdrawn contestant stays withdrawn.
func (f *Folder) Legs() []Leg { return f.legs }

// RetryVoids forgets the voids, so that these legs are played again and the
// pairings that they ended resume.
func (f *Folder) RetryVoids() {
	f.legs = slices.DeleteFunc(f.legs, func(l Leg) bool { return l.Outcome == Void })
}

// Repeated returns the number of lines that repeat a finished leg. They are not
// counted.
func (f *Folder) Repeated() int { return f.same }

// syncsAtOnce is the number of replays that are synced at the same time, so that the file
// system can put them on the disk together.
const syncsAtOnce = 16

// Write stores finished legs: their replays first, then their lines, synced to disk, and
// returns how many were stored. If it fails, those are the legs before the failure as far as
// possible, without a partial line.
func (f *Folder) Write(legs []Played) (kept int, err error) {
	replays, err := f.root.Sub("replays")
	if err != nil {
		return 0, fmt.Errorf("write run: %w", err)
	}
	defer replays.Close()
	legs = slices.Clone(legs)
	for i := range legs {
		legs[i].Leg.Pairing = f.numbers[legs[i].Leg.Pairing]
	}
	whole := make([]bool, len(legs)) // the replay is on the disk, or there is none
	failed := pool.Each(context.Background(), len(legs), syncsAtOnce, func(_ context.Context, _, i int) error {
		p := &legs[i]
		if p.Scores != nil {
			if err := durable.ReplaceIn(replays, scoresName(p.Leg.replayName()), p.Scores.Encode); err != nil {
				return err
			}
		}
		if p.Recording != nil {
			if err := durable.ReplaceIn(replays, p.Leg.replayName(), p.Recording.Encode); err != nil {
				return err
			}
		}
		whole[i] = true
		return nil
	})
	if first := slices.Index(whole, false); first >= 0 {
		legs = legs[:first]
	}
	// The replays' names must be on the disk before the lines that refer to them.
	if err := replays.Sync(); err != nil {
		return 0, errors.Join(failed, fmt.Errorf("write run: %w", err))
	}
	kept, err = f.append(legs)
	return kept, errors.Join(failed, err)
}

// append writes the lines of legs, syncs them, and returns how many were written. If it
// fails, the complete lines that were written are kept.
func (f *Folder) append(legs []Played) (kept int, err error) {
	var lines []byte
	for _, p := range legs {
		line, err := json.Marshal(p.Leg)
		if err != nil {
			return 0, fmt.Errorf("write run: %w", err)
		}
		lines = append(append(lines, line...), '\n')
	}
	n, failed := f.log.Write(lines)
	f.written += int64(bytes.LastIndexByte(lines[:n], '\n') + 1)
	if failed != nil {
		failed = errors.Join(fmt.Errorf("write run: %w", failed), f.rewind())
	}
	if err := f.log.Sync(); err != nil {
		return 0, errors.Join(failed, fmt.Errorf("write run: %w", err))
	}
	return bytes.Count(lines[:n], []byte("\n")), failed
}

// Close releases the folder; a second Close does nothing.
func (f *Folder) Close() error {
	var errs []error
	for _, file := range []**os.File{&f.log, &f.lock} {
		if *file != nil {
			errs = append(errs, (*file).Close())
			*file = nil
		}
	}
	if f.root != nil {
		errs = append(errs, f.root.Close())
		f.root = nil
	}
	return errors.Join(errs...)
}

package arena

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim/duel"
)

// Verification is the result of replaying recordings and of comparing the runs
// among them with their recordings.
type Verification struct {
	Files      int // recordings found
	Good       int // recordings that reproduce bit for bit
	Desyncs    []Desync
	Unreadable []error // each names its file
	Bytes      int64   // total size of the files that were read
	Runs       []Audited
}

// Desync is a recording that does not reproduce.
type Desync struct {
	File string
	Err  error // what differs, and at which tick
}

// Audited is the result of Audit for one run folder.
type Audited struct {
	Dir    string
	Legs   int
	Differ []string // one sentence for each leg that differs from its recording
}

// Complete reports whether every recording was replayed.
func (v Verification) Complete() bool { return v.Good+len(v.Desyncs) == v.Files }

// Sound reports whether every recording reproduces and every leg of the runs
// matches its recording.
func (v Verification) Sound() bool {
	for _, r := range v.Runs {
		if len(r.Differ) > 0 {
			return false
		}
	}
	return v.Good == v.Files
}

// Verify replays recordings with several workers and then audits the runs among
// them. Each path is a recording or a folder, which is searched for recordings and
// runs.
//
// It returns an error, together with the results so far, if a file cannot be read,
// or ctx's error if ctx ends; runs are audited only if all recordings could be read.
// progress, if not nil, is called after each recording; calls do not overlap.
func Verify(ctx context.Context, paths []string, workers int, progress func(done, total int)) (Verification, error) {
	files, runs, err := findRecordings(paths)
	if err != nil {
		return Verification{}, err
	}
	v, err := verifyFiles(ctx, files, workers, progress)
	if err != nil {
		return v, err
	}
	for _, dir := range runs {
		legs, differ, err := Audit(ctx, dir)
		if err != nil {
			return v, err
		}
		v.Runs = append(v.Runs, Audited{dir, legs, differ})
	}
	return v, nil
}

func verifyFiles(ctx context.Context, files []string, workers int, progress func(done, total int)) (Verification, error) {
	desyncs, unreadable := make([]error, len(files)), make([]error, len(files))
	v := Verification{Files: len(files)}
	var good, bytes atomic.Int64
	finished := durable.Counter(len(files), progress)
	interrupted := durable.Each(ctx, len(files), workers, func(_ context.Context, _, i int) error {
		defer finished()
		if info, err := os.Stat(files[i]); err == nil {
			bytes.Add(info.Size())
		}
		r, err := duel.ReadFile(files[i])
		if err != nil {
			unreadable[i] = err
			return nil
		}
		if desyncs[i] = r.Verify(); desyncs[i] == nil {
			good.Add(1)
		}
		return nil
	})
	v.Good, v.Bytes = int(good.Load()), bytes.Load()
	for i, file := range files {
		if desyncs[i] != nil {
			v.Desyncs = append(v.Desyncs, Desync{file, desyncs[i]})
		}
		if unreadable[i] != nil {
			v.Unreadable = append(v.Unreadable, unreadable[i])
		}
	}
	var err error
	switch bad := v.Unreadable; len(bad) {
	case 0:
	case 1:
		err = bad[0]
	default:
		err = fmt.Errorf("%w; and %d more cannot be read", bad[0], len(bad)-1)
	}
	if interrupted != nil {
		interrupted = fmt.Errorf("interrupted after %d of %d recordings: %w", v.Good+len(v.Desyncs)+len(v.Unreadable), v.Files, interrupted)
	}
	return v, errors.Join(interrupted, err)
}

// findRecordings returns the recordings and run folders that the paths name or
// contain.
func findRecordings(paths []string) (files, runs []string, err error) {
	for _, root := range paths {
		found := 0
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch {
			case d.IsDir():
			case path == root || strings.HasSuffix(path, ".replay"):
				files = append(files, path)
				found++
			case d.Name() == "matches.jsonl":
				runs = append(runs, filepath.Dir(path))
			}
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("find recordings: %w", err)
		}
		if found == 0 {
			return nil, nil, fmt.Errorf("find recordings: %s contains no .replay files", root)
		}
	}
	return files, runs, nil
}

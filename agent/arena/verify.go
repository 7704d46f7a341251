package arena

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim/duel"
)

// Verification says which recordings still reproduce, and for the runs among
// them whether the tables count what was played.
type Verification struct {
	Files      int // recordings looked for
	Good       int // that reproduce bit for bit
	Desyncs    []Desync
	Unreadable []error // each names its file
	Bytes      int64   // of all files that were looked at
	Runs       []Audited
}

// Desync is a recording that does not reproduce.
type Desync struct {
	File string
	Err  error // what differs, and at which tick
}

// Audited is what Audit found in a run folder.
type Audited struct {
	Dir    string
	Legs   int
	Differ []string // a sentence for each leg that is not as recorded
}

// Complete says that every recording was played again, whatever came of it.
func (v Verification) Complete() bool { return v.Good+len(v.Desyncs) == v.Files }

// Sound says that every recording reproduces and that every table counts what
// was recorded.
func (v Verification) Sound() bool {
	for _, r := range v.Runs {
		if len(r.Differ) > 0 {
			return false
		}
	}
	return v.Good == v.Files
}

// Verify plays recordings again, several at once, and audits the runs among
// them when all could be read. Each path is a recording, or a folder that stands
// for all recordings and runs below it.
//
// An error is for what cannot be read, or for a ctx that is done; the
// verification then holds what was found so far. progress, where it is not nil,
// is called after each recording; calls do not overlap.
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
		legs, differ, err := Audit(dir)
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
	var mu sync.Mutex
	done := 0
	interrupted := durable.Each(ctx, len(files), workers, func(_ context.Context, _, i int) error {
		var size int64
		if info, err := os.Stat(files[i]); err == nil {
			size = info.Size()
		}
		r, err := duel.ReadFile(files[i])
		if err != nil {
			unreadable[i] = err
		} else {
			desyncs[i] = r.Verify()
		}
		mu.Lock()
		defer mu.Unlock()
		v.Bytes += size
		if err == nil && desyncs[i] == nil {
			v.Good++
		}
		if done++; progress != nil {
			progress(done, len(files))
		}
		return nil
	})
	for i, file := range files {
		if desyncs[i] != nil {
			v.Desyncs = append(v.Desyncs, Desync{file, desyncs[i]})
		}
		if unreadable[i] != nil {
			v.Unreadable = append(v.Unreadable, unreadable[i])
		}
	}
	switch bad := v.Unreadable; {
	case interrupted != nil:
		return v, interrupted
	case len(bad) == 1:
		return v, bad[0]
	case len(bad) > 1:
		return v, fmt.Errorf("%w; and %d more cannot be read", bad[0], len(bad)-1)
	}
	return v, nil
}

// findRecordings lists the files named, those below the folders named, and the
// run folders among these.
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
			return nil, nil, fmt.Errorf("find recordings: %s holds no .replay files", root)
		}
	}
	return files, runs, nil
}

package arena

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// Verification is the result of Verify.
type Verification struct {
	Files      int // recordings found
	Good       int // recordings that reproduce bit for bit
	Desyncs    []Desync
	Unreadable []error  // each names its file
	Bytes      int64    // total size of the recordings that were read
	Scores     int      // files of scores that agree with their recordings
	Foreign    []string // files of scores that do not; each names its file
	Runs       []Audited
}

// Desync is a recording that does not reproduce.
type Desync struct {
	File string
	Err  error // what differs, and at which tick
}

// Complete reports whether every recording was replayed.
func (v Verification) Complete() bool { return v.Good+len(v.Desyncs) == v.Files }

// Sound reports whether every recording reproduces, and the scores, the runs' matches and
// their results agree with the recordings.
func (v Verification) Sound() bool {
	for _, r := range v.Runs {
		if len(r.Differ)+len(r.Unreadable) > 0 {
			return false
		}
	}
	return v.Good == v.Files && len(v.Foreign) == 0
}

// Verify replays recordings with several workers and compares the runs among them with
// their recordings: each line of matches.jsonl with its recording and the manifest, each
// recording with its line, the counts of each line with those of the replay, and
// results.json with the results of the lines. The scores beside a recording are compared
// with its presses and with the counts of its line. Each path is a recording or a folder, which
// is searched for recordings and runs.
//
// A recording that is a symbolic link is not read; a folder that a path names may be one.
// Files that cannot be read end nothing: Verify continues, and then returns an error with
// the results. If ctx ends, it returns ctx's error and the results so far, without runs
// that were not compared. progress, if not nil, is called after each recording; calls do
// not overlap.
func Verify(ctx context.Context, paths []string, workers int, progress func(done, total int)) (Verification, error) {
	files, alone, runs, err := findRecordings(paths)
	if err != nil {
		return Verification{}, err
	}
	shown := map[string]map[string]evidence{}
	for _, dir := range runs {
		shown[dir] = map[string]evidence{}
	}
	v, interrupted := verifyFiles(ctx, files, shown, workers, progress)
	for _, path := range alone {
		v.Foreign = append(v.Foreign, path+": the recording that the scores belong to is missing")
	}
	for _, dir := range runs {
		if interrupted != nil {
			break
		}
		var run Audited
		if run, interrupted = audit(ctx, dir, shown[dir]); interrupted == nil {
			v.Runs = append(v.Runs, run)
		}
	}
	return v, errors.Join(interrupted, v.unreadable())
}

// unreadable returns an error with the first of the files that cannot be read, nil for
// none.
func (v Verification) unreadable() error {
	all := slices.Clone(v.Unreadable)
	for _, r := range v.Runs {
		all = append(all, r.Unreadable...)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return fmt.Errorf("%w; and %d more cannot be read", all[0], len(all)-1)
}

// verifyFiles replays recordings. What those of a run show is added to shown, by the
// run's folder and the recording's name. The error is ctx's.
func verifyFiles(ctx context.Context, files []string, shown map[string]map[string]evidence, workers int, progress func(done, total int)) (Verification, error) {
	desyncs, unreadable, found := make([]error, len(files)), make([]error, len(files)), make([]evidence, len(files))
	foreign := make([]string, len(files))
	torn := make([]error, len(files)) // scores that cannot be read
	v := Verification{Files: len(files)}
	var good, bytes, scored atomic.Int64
	finished := pool.Counter(len(files), progress)
	interrupted := pool.Each(ctx, len(files), workers, func(_ context.Context, _, i int) error {
		defer finished()
		if info, err := os.Lstat(files[i]); err == nil {
			bytes.Add(info.Size())
		}
		r, err := duel.ReadOwn(files[i])
		if err != nil {
			unreadable[i], found[i].unreadable = err, true
			return nil
		}
		found[i].header = r.Header
		if found[i].result, desyncs[i] = r.Result(); desyncs[i] == nil {
			good.Add(1)
		}
		found[i].desync = desyncs[i] != nil
		kept, differ, err := readScores(files[i], r)
		if foreign[i], torn[i] = differ, err; kept != nil {
			found[i].decided = kept.Totals()
			scored.Add(1)
		}
		return nil
	})
	v.Good, v.Bytes, v.Scores = int(good.Load()), bytes.Load(), int(scored.Load())
	for i, file := range files {
		if desyncs[i] != nil {
			v.Desyncs = append(v.Desyncs, Desync{file, desyncs[i]})
		}
		for _, err := range []error{unreadable[i], torn[i]} {
			if err != nil {
				v.Unreadable = append(v.Unreadable, err)
			}
		}
		if foreign[i] != "" {
			v.Foreign = append(v.Foreign, foreign[i])
		}
		folder := filepath.Dir(file)
		if run := shown[filepath.Dir(folder)]; run != nil && filepath.Base(folder) == "replays" {
			run[filepath.Base(file)] = found[i]
		}
	}
	if interrupted != nil {
		interrupted = fmt.Errorf("interrupted after %d of %s: %w", v.Good+len(v.Desyncs)+len(v.Unreadable), number.Of(v.Files, "recording"), interrupted)
	}
	return v, interrupted
}

// readScores reads the scores beside a recording, if there are any, and compares them with
// it. foreign says how they differ.
func readScores(replay string, r *duel.Recording) (m *scores.Match, foreign string, err error) {
	path := scoresName(replay)
	file, err := safefile.OpenOwn(path, safefile.Scores)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read scores: %w", err)
	}
	defer file.Close() // read only
	if m, err = scores.Decode(file); err != nil {
		return nil, "", fmt.Errorf("read scores %s: %w", path, err)
	}
	if what := m.Differ(r); what != "" {
		return nil, path + ": " + what, nil
	}
	return m, "", nil
}

// findRecordings returns the recordings and run folders that the paths name or
// contain, and files of scores without a recording.
func findRecordings(paths []string) (files, alone, runs []string, err error) {
	for _, root := range paths {
		found := 0
		if info, err := os.Stat(root); err == nil && info.IsDir() {
			root = filepath.Clean(root) + string(filepath.Separator) // it may be a link
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch {
			case d.IsDir():
			case path == root || strings.HasSuffix(path, ".replay"):
				files = append(files, path)
				found++
			case strings.HasSuffix(path, ".scores"):
				if _, err := os.Lstat(strings.TrimSuffix(path, ".scores") + ".replay"); errors.Is(err, fs.ErrNotExist) {
					alone = append(alone, path)
				}
			case d.Name() == "matches.jsonl":
				runs = append(runs, filepath.Dir(path))
				found++
			}
			return nil
		})
		if err != nil {
			return nil, nil, nil, fmt.Errorf("find recordings: %w", err)
		}
		if found == 0 {
			return nil, nil, nil, fmt.Errorf("find recordings: %s contains no .replay files", root)
		}
	}
	return files, alone, runs, nil
}

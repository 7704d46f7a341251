package feedback

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// The files of a folder of feedback.
const (
	linesFile  = "feedback.jsonl"
	replaysDir = "replays"
)

// maxLine bounds one complaint in bytes.
const maxLine = 1 << 16

// Read returns the complaints of a folder in the order in which they were added. A last
// line without its end, which a crash can leave, is not a complaint.
func Read(dir string) ([]Complaint, error) {
	data, err := safefile.ReadIn(dir, linesFile, safefile.Feedback)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no feedback: it has no %s; add some with `kumite feedback add --dir %s FILE`", dir, linesFile, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read feedback: %w", err)
	}
	all, _, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("read feedback %s: %w", filepath.Join(dir, linesFile), err)
	}
	return all, nil
}

// parse returns the complaints of complete lines, and the number of their bytes.
func parse(data []byte) (all []Complaint, whole int64, err error) {
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		var c Complaint
		if err := jsonfile.Decode(lines.Bytes(), &c); err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", n, err)
		}
		if c.Schema != Schema {
			return nil, 0, fmt.Errorf("line %d has schema %.40q; this program reads %q", n, c.Schema, Schema)
		}
		if err := c.Validate(); err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", n, err)
		}
		c.Number = n
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		return nil, 0, safefile.LineError(err, len(all), maxLine)
	}
	return all, int64(len(data)), nil
}

// Replay reads and verifies the recording of a complaint.
func Replay(dir string, c *Complaint) (*duel.Recording, []byte, error) {
	name := filepath.Join(replaysDir, replayName(c.Replay))
	data, err := safefile.ReadIn(dir, name, safefile.Replay)
	if err != nil {
		return nil, nil, fmt.Errorf("complaint %d: %w", c.Number, err)
	}
	r, err := decode(data)
	if err != nil {
		return nil, nil, fmt.Errorf("complaint %d: %s: %w", c.Number, filepath.Join(dir, name), err)
	}
	if sum := hash(data); sum != c.Replay {
		return nil, nil, fmt.Errorf("complaint %d: %s has sha256 %s; it was changed", c.Number, filepath.Join(dir, name), sum)
	}
	return r, data, nil
}

// decode reads and verifies a recording.
func decode(data []byte) (*duel.Recording, error) {
	r, err := duel.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return r, r.Verify()
}

// ReplayPath returns the path of a complaint's replay.
func ReplayPath(dir string, c *Complaint) string {
	return filepath.Join(dir, replaysDir, replayName(c.Replay))
}

func replayName(sum string) string { return sum + ".replay" }

// entry is a complaint with its recording.
type entry struct {
	Complaint
	replay []byte
}

// adding is held while this process writes to a folder: other processes are refused, calls
// in this one wait for each other.
var adding sync.Mutex

// add appends the complaints that are not in the folder yet, their replays first, and
// syncs them. It returns the complaints that it added.
func add(dir string, entries []entry) (added []Complaint, err error) {
	adding.Lock()
	defer adding.Unlock()
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	defer root.Close()
	lock, err := durable.Lock(root.Path(".lock"))
	if err != nil {
		return nil, fmt.Errorf("add feedback to %s: %w", dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	replays, err := root.MakeSub(replaysDir)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	defer replays.Close()

	data, err := root.Read(linesFile, safefile.Feedback)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	there, whole, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("add feedback: %s: %w", root.Path(linesFile), err)
	}
	known := map[Complaint]bool{}
	for _, c := range there {
		c.Number = 0
		known[c] = true
	}
	var lines []byte
	for _, e := range entries {
		if known[e.Complaint] {
			continue
		}
		known[e.Complaint] = true
		if err := keepReplay(replays, e); err != nil {
			return nil, fmt.Errorf("add feedback: %w", err)
		}
		line, err := json.Marshal(e.Complaint)
		if err != nil {
			return nil, fmt.Errorf("add feedback: %w", err)
		}
		lines = append(append(lines, line...), '\n')
		e.Number = len(there) + len(added) + 1
		added = append(added, e.Complaint)
	}
	if len(added) == 0 {
		return nil, nil
	}
	// The replays' names must be on the disk before the lines that refer to them.
	if err := replays.Sync(); err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	if err := durable.AppendLines(root, linesFile, whole, lines); err != nil {
		return nil, fmt.Errorf("add feedback: %w", err)
	}
	return added, nil
}

func keepReplay(replays *safefile.Root, e entry) error {
	name := replayName(e.Replay)
	if _, err := replays.Lstat(name); err == nil {
		return nil
	}
	return durable.ReplaceIn(replays, name, durable.Bytes(e.replay))
}

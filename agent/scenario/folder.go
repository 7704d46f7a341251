package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// Folder is a folder of scenarios that was read.
type Folder struct {
	dir    string
	all    []loaded
	sha256 string // over the files, in their order
}

// Open reads every scenario of a folder, NAME.json, and the replays that they name.
func Open(dir string) (*Folder, error) {
	root, err := safefile.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open scenarios: %w", err)
	}
	defer root.Close()
	entries, err := root.ReadDir()
	if err != nil {
		return nil, fmt.Errorf("open scenarios: %w", err)
	}
	f := &Folder{dir: dir}
	sum := sha256.New()
	for _, e := range entries {
		name := e.Name()
		if filepath.Ext(name) != ".json" || strings.HasPrefix(name, ".") {
			continue
		}
		data, err := root.Read(name, safefile.Scenario)
		if err != nil {
			return nil, fmt.Errorf("open scenarios: %w", err)
		}
		sum.Write(data)
		s, err := read(root, data)
		if err != nil {
			return nil, fmt.Errorf("open scenario %s: %w", root.Path(name), err)
		}
		f.all = append(f.all, s)
	}
	if len(f.all) == 0 {
		return nil, fmt.Errorf("%s holds no scenario; make some with `kumite feedback scenarios --out %s`", dir, dir)
	}
	f.sha256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

func read(root *safefile.Root, data []byte) (s loaded, err error) {
	if err := safefile.Unmarshal(data, safefile.Scenario, &s.Scenario); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, err
	}
	if s.side, err = feedback.ParseSide(s.Side); err != nil {
		return s, err
	}
	if s.skills, err = s.Grader.skills(); err != nil {
		return s, err
	}
	if data, err = root.Read(s.Replay+".replay", safefile.Replay); err != nil {
		return s, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != s.Replay {
		return s, fmt.Errorf("its replay has sha256 %x; it was changed", sum)
	}
	if s.recording, err = duel.Decode(bytes.NewReader(data)); err != nil {
		return s, err
	}
	if s.Tick >= s.recording.Ticks {
		return s, fmt.Errorf("tick is %d; its match has %d ticks", s.Tick, s.recording.Ticks)
	}
	return s, s.recording.Verify()
}

package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

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
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open scenarios: %s does not exist; make it with `kumite feedback scenarios --out %[1]s`", dir)
	}
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

func read(root *safefile.Root, data []byte) (x loaded, err error) {
	var s Scenario
	if err := safefile.Unmarshal(data, safefile.Scenario, &s); err != nil {
		return x, err
	}
	if err := s.Validate(); err != nil {
		return x, err
	}
	if data, err = root.Read(s.Replay+".replay", safefile.Replay); err != nil {
		return x, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != s.Replay {
		return x, fmt.Errorf("its replay has sha256 %x; it was changed", sum)
	}
	r, err := duel.Decode(bytes.NewReader(data))
	if err != nil {
		return x, err
	}
	if err := r.Verify(); err != nil {
		return x, err
	}
	return newLoaded(s, r)
}

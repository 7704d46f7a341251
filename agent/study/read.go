package study

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
)

// Read reads the document of a study's folder, study.json.
func Read(dir string) (*Document, error) {
	const name = "study.json"
	path := filepath.Join(dir, name)
	data, err := safefile.ReadIn(dir, name, safefile.Evaluation)
	if err != nil {
		return nil, fmt.Errorf("read study: %w; name the folder of `kumite study --out`", err)
	}
	var d Document
	if err := safefile.Unmarshal(data, safefile.Evaluation, &d); err != nil {
		return nil, fmt.Errorf("read study %s: %w", path, err)
	}
	if d.Schema != Schema {
		return nil, fmt.Errorf("read study %s: it has schema %.40q; want %q", path, d.Schema, Schema)
	}
	for i, l := range d.Levels {
		if len(l.Units) != len(d.Units) {
			return nil, fmt.Errorf("read study %s: level %d has %d units of %d", path, i+1, len(l.Units), len(d.Units))
		}
	}
	return &d, nil
}

// sameLogs refuses a folder with the study of other logs, which the new one would replace.
func (x *run) sameLogs(hash string) error {
	data, err := x.root.Read("study.json", safefile.Evaluation)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var before struct{ Logs Logs }
	if err == nil {
		err = safefile.Unmarshal(data, safefile.Evaluation, &before)
	}
	if err != nil {
		return fmt.Errorf("study %s: %w; choose another folder", x.dir, err)
	}
	if before.Logs.SHA256 != hash {
		return fmt.Errorf("study %s: it holds a study of the logs %s (sha256 %.12s), and %s are others (%.12s); choose another folder, or move its study.json away",
			x.dir, before.Logs.Dir, before.Logs.SHA256, x.Logs, hash)
	}
	return nil
}

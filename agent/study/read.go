package study

import (
	"fmt"
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

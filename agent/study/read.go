package study

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/agent/openloop"
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

// Evaluations reads the evaluations of a study's units on its logs from its folder.
func Evaluations(dir string) (*openloop.Evaluation, error) {
	d, err := Read(dir)
	if err != nil {
		return nil, err
	}
	kept, err := keptEvaluations(filepath.Join(dir, "offline"))
	if err != nil {
		return nil, err
	}
	e := &openloop.Evaluation{Schema: openloop.Schema, Logs: d.Logs.Logs, Warnings: d.Warnings}
	for _, u := range d.Units {
		at := slices.IndexFunc(kept, func(m *measured) bool { return m.Of.Logs == d.Logs.SHA256 && m.Of.Seed == d.Seed && u.is(m) })
		if at < 0 {
			return nil, fmt.Errorf("read study %s: the evaluation of %s is missing from its folder offline; run the study again", dir, u.Unit)
		}
		m := kept[at]
		m.Result.Name = u.Unit
		e.Candidates = append(e.Candidates, m.Result)
	}
	if err := e.Validate(); err != nil {
		return nil, fmt.Errorf("read study %s: %w; delete its folder offline and run the study again", dir, err)
	}
	return e, nil
}

// keptEvaluations reads all stored evaluations of a folder, if there is one.
func keptEvaluations(dir string) (kept []*measured, err error) {
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read study: %w", err)
	}
	for _, file := range files {
		if filepath.Ext(file.Name()) != ".json" {
			continue
		}
		path := filepath.Join(dir, file.Name())
		data, err := safefile.Read(path, safefile.Evaluation)
		if err != nil {
			return nil, fmt.Errorf("read study: %w", err)
		}
		m := new(measured)
		if err := safefile.Unmarshal(data, safefile.Evaluation, m); err != nil {
			return nil, fmt.Errorf("read evaluation %s: %w; run the study again", path, err)
		}
		kept = append(kept, m)
	}
	return kept, nil
}

// is reports whether a stored evaluation is the one of this unit. The folder may also have
// evaluations of it with another delay or number of bootstrap samples.
func (u *OfflineUnit) is(m *measured) bool {
	of := OfflineUnit{ModelSHA256: m.Of.Model, Decoder: m.Of.Decoder}
	of.measured(&m.Result)
	return of.ModelSHA256 == u.ModelSHA256 && of.Decoder == u.Decoder && of.Presses == u.Presses && maps.Equal(of.CI95, u.CI95)
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
		return fmt.Errorf("study %s: it contains a study of the logs %s (sha256 %.12s), and the logs %s differ from them (%.12s); choose another folder, or move its study.json away",
			x.dir, before.Logs.Dir, before.Logs.SHA256, x.Logs, hash)
	}
	return nil
}

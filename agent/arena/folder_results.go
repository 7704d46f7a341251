package arena

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// KeepTimings gives contestants that decided nothing in this session, because
// their matches were all finished before, the decision times that the last
// results of the folder hold. The error is of results that cannot be read;
// WriteResults puts them right, without those times.
func (f *Folder) KeepTimings(r *Results) error {
	path := filepath.Join(f.dir, "results.json")
	var before Results
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(data, &before)
	}
	if err == nil && len(before.Contestants) != len(r.Contestants) {
		err = fmt.Errorf("it is of %d contestants, want %d", len(before.Contestants), len(r.Contestants))
	}
	if err != nil {
		return fmt.Errorf("read %s: %w; it is written anew, without the decision times of earlier sessions", path, err)
	}
	for i := range r.Contestants {
		if c := &r.Contestants[i]; c.DecisionUS == (Quantiles{}) {
			c.DecisionUS = before.Contestants[i].DecisionUS
		}
	}
	return nil
}

// ReplayBytes counts the folder's recordings and their bytes.
func (f *Folder) ReplayBytes() (files int, bytes int64, err error) {
	all, err := os.ReadDir(filepath.Join(f.dir, "replays"))
	if err != nil {
		return 0, 0, fmt.Errorf("read run: %w", err)
	}
	for _, entry := range all {
		info, err := entry.Info()
		if err != nil {
			return 0, 0, fmt.Errorf("read run: %w", err)
		}
		files++
		bytes += info.Size()
	}
	return files, bytes, nil
}

// WriteResults writes results.json.
func (f *Folder) WriteResults(r Results) error {
	return writeJSON(filepath.Join(f.dir, "results.json"), r)
}

// writeJSON writes a document whole or not at all.
func writeJSON(path string, doc any) error {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // a contestant's & is for people to read
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	tmp := path + ".partial"
	out, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	_, err = out.Write(data.Bytes())
	if err = errors.Join(err, out.Sync(), out.Close()); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write run: %w", err), os.RemoveAll(tmp))
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	return nil
}

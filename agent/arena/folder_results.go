package arena

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
)

// KeepTimings gives contestants that decided nothing in this session, because
// their matches were all finished before, the decision times that the last
// results of the folder hold. The error is of results that cannot be read;
// WriteResults replaces them, without those times.
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
		err = fmt.Errorf("it lists %d contestants, want %d", len(before.Contestants), len(r.Contestants))
	}
	if err != nil {
		return fmt.Errorf("read %s: %w; it is replaced, without the decision times of earlier sessions", path, err)
	}
	for i := range r.Contestants {
		if c := &r.Contestants[i]; c.DecisionUS == (Quantiles{}) {
			c.DecisionUS = before.Contestants[i].DecisionUS
		}
	}
	return nil
}

// ReplaySize is how much room recordings take.
type ReplaySize struct {
	Files int
	Bytes int64 // of all files
}

// Replays is how much room the folder's recordings take.
func (f *Folder) Replays() (ReplaySize, error) {
	var size ReplaySize
	all, err := os.ReadDir(filepath.Join(f.dir, "replays"))
	if err != nil {
		return size, fmt.Errorf("read run: %w", err)
	}
	for _, entry := range all {
		info, err := entry.Info()
		if err != nil {
			return ReplaySize{}, fmt.Errorf("read run: %w", err)
		}
		size.Files++
		size.Bytes += info.Size()
	}
	return size, nil
}

// WriteResults writes results.json.
func (f *Folder) WriteResults(r Results) error {
	return durable.WriteJSON(filepath.Join(f.dir, "results.json"), r)
}

package arena

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

// KeepTimings copies decision times from the folder's last results to contestants
// that made no decision in this session because their matches were finished before.
// An error means that the last results cannot be read; WriteResults then replaces
// them without these times.
func (f *Folder) KeepTimings(r *Results) error {
	before, err := f.results()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = keepTimings(before, r)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w; the file is replaced, without the decision times of earlier sessions", filepath.Join(f.dir, "results.json"), err)
	}
	return nil
}

// results reads the last results.
func (f *Folder) results() (r Results, err error) {
	data, err := f.root.Read("results.json", safefile.Results)
	if err != nil {
		return r, err
	}
	if err := safefile.Unmarshal(data, safefile.Results, &r); err != nil {
		return r, err
	}
	if r.Schema != ResultsSchema {
		return r, fmt.Errorf("schema is %q, want %q", r.Schema, ResultsSchema)
	}
	return r, nil
}

// keepTimings copies decision times to r, which may have more contestants.
func keepTimings(before Results, r *Results) error {
	if n := len(before.Contestants); n == 0 || n > len(r.Contestants) {
		return fmt.Errorf("results of %d contestants; want %d", n, len(r.Contestants))
	}
	for i := range before.Contestants {
		if d := before.Contestants[i].DecisionUS; !(d.P50 >= 0 && d.P99 >= d.P50) {
			return fmt.Errorf("decision_us of contestant %d has p50 %v and p99 %v; want 0 or more", i+1, d.P50, d.P99)
		}
		if c := &r.Contestants[i]; c.DecisionUS == (Quantiles{}) {
			c.DecisionUS = before.Contestants[i].DecisionUS
		}
	}
	return nil
}

// ReplaySize is the number of recordings and their total size.
type ReplaySize struct {
	Files int
	Bytes int64 // of all files
}

// Replays returns the number and size of the folder's recordings, zero without any.
func (f *Folder) Replays() (ReplaySize, error) {
	var size ReplaySize
	replays, err := f.root.Sub("replays")
	if errors.Is(err, fs.ErrNotExist) { // they were removed
		return size, nil
	}
	if err != nil {
		return size, fmt.Errorf("read run: %w", err)
	}
	defer replays.Close()
	all, err := replays.ReadDir()
	if err != nil {
		return size, fmt.Errorf("read run: %w", err)
	}
	for _, entry := range all {
		if filepath.Ext(entry.Name()) == ".scores" {
			continue
		}
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
	return durable.WriteJSONIn(f.root, "results.json", r)
}

package gate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/ort"
)

// place moves a candidate with its record to the folder of the decision. The record
// is written and the files are moved to a folder with a temporary name, which is
// renamed last. The final folder is thus complete, and finishMoves completes a move
// that a crash interrupted.
func place(dir string, r *Record) error {
	if r.Decision == Inconclusive {
		r.Place = "candidates"
		return writeRecord(filepath.Join(dir, "candidates", r.Candidate+".gate.json"), r)
	}
	to := filepath.Join(dir, string(r.Decision))
	name := r.Candidate
	if _, err := os.Lstat(filepath.Join(to, name)); err == nil {
		name += "-" + r.ModelSHA256[:min(12, len(r.ModelSHA256))]
	}
	if _, err := os.Lstat(filepath.Join(to, name)); err == nil {
		return skipError{fmt.Errorf("%s already exists with the same model; remove the candidate", filepath.Join(to, name))}
	}
	r.Place = filepath.Join(string(r.Decision), name)
	partial := filepath.Join(to, "."+name+".partial")
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	if err := writeRecord(filepath.Join(partial, "record.json"), r); err != nil {
		return err
	}
	return finishMove(dir, partial)
}

func writeRecord(path string, r *Record) error {
	if err := durable.WriteJSON(path, r); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	return nil
}

// finishMoves completes the moves that an earlier run started.
func finishMoves(dir string) error {
	for _, to := range []Decision{Accepted, Rejected} {
		all, err := os.ReadDir(filepath.Join(dir, string(to)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range all {
			if name := entry.Name(); strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".partial") {
				if err := finishMove(dir, filepath.Join(dir, string(to), name)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// finishMove completes a move. Without a record no file has been moved yet.
func finishMove(dir, partial string) error {
	doc, err := os.ReadFile(filepath.Join(partial, "record.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(partial)
	}
	if err != nil {
		return err
	}
	var r Record
	if err := json.Unmarshal(doc, &r); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(partial, "record.json"), err)
	}
	from := filepath.Join(dir, "candidates")
	if err := os.Remove(filepath.Join(from, r.Candidate+".gate.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // cannot remove the inconclusive record of an earlier test
	}
	for _, name := range r.Files {
		target := filepath.Join(partial, name)
		if _, err := os.Lstat(target); err == nil {
			continue // moved by the interrupted run
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		move := os.Rename
		if sharedFile(from, r.Candidate, name) {
			move = os.Link
		}
		if err := move(filepath.Join(from, name), target); err != nil {
			return err
		}
	}
	return os.Rename(partial, filepath.Join(dir, r.Place))
}

// sharedFile reports whether another candidate needs the file too.
func sharedFile(from, candidate, name string) bool {
	others, _ := modelsIn(from) // if the folder cannot be read, the move fails as well
	for _, path := range others {
		if strings.TrimSuffix(filepath.Base(path), ".onnx") == candidate {
			continue
		}
		if slices.Contains(ort.Files(path), name) {
			return true
		}
	}
	return false
}

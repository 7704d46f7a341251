package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/ort"
)

// place moves a candidate with its record to the folder of the decision. The record
// is written and the files are moved to a folder with a temporary name, which is
// renamed last. The final folder is thus complete, and finishMoves completes a move
// that a crash interrupted.
func (g *gate) place(r *Record) error {
	if r.Decision == Inconclusive {
		r.Place = candidatesDir
		return writeRecord(g.candidates, r.Candidate+".gate.json", r)
	}
	to, err := g.root.MakeSub(string(r.Decision))
	if err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	defer to.Close()
	name := r.Candidate
	if _, err := to.Lstat(name); err == nil {
		name += "-" + r.ModelSHA256[:min(12, len(r.ModelSHA256))]
	}
	if _, err := to.Lstat(name); err == nil {
		return skipError{fmt.Errorf("%s already exists with the same model; remove the candidate", to.Path(name))}
	}
	r.Place = filepath.Join(string(r.Decision), name)
	partial, err := to.MakeSub(partialName(name))
	if err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	defer partial.Close()
	if err := writeRecord(partial, recordFile, r); err != nil {
		return err
	}
	return g.finishMove(to, r.Decision, partialName(name))
}

// partialName is the name of a folder while files are moved into it.
func partialName(name string) string { return "." + name + ".partial" }

func writeRecord(root *safefile.Root, name string, r *Record) error {
	if err := durable.WriteJSONIn(root, name, r); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	return nil
}

// finishMoves completes the moves that an earlier run started.
func (g *gate) finishMoves() error {
	for _, decision := range []Decision{Accepted, Rejected} {
		to, err := g.root.Sub(string(decision))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = errors.Join(g.finishMovesTo(to, decision), to.Close())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gate) finishMovesTo(to *safefile.Root, decision Decision) error {
	all, err := to.ReadDir()
	for _, entry := range all {
		if name := entry.Name(); err == nil && strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".partial") {
			err = g.finishMove(to, decision, name)
		}
	}
	return err
}

// finishMove completes the move to a folder partial of the folder of a decision. Without
// a record no file has been moved yet.
func (g *gate) finishMove(to *safefile.Root, decision Decision, partial string) error {
	doc, err := to.Read(filepath.Join(partial, recordFile), safefile.GateRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return to.RemoveAll(partial)
	}
	if err != nil {
		return err
	}
	var r Record
	name := strings.TrimSuffix(strings.TrimPrefix(partial, "."), ".partial")
	err = safefile.Unmarshal(doc, safefile.GateRecord, &r)
	if err == nil {
		err = r.valid(filepath.Join(string(decision), name))
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", to.Path(filepath.Join(partial, recordFile)), err)
	}
	if err := g.candidates.Remove(r.Candidate + ".gate.json"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // cannot remove the inconclusive record of an earlier test
	}
	for _, file := range r.Files {
		if err := g.move(r.Candidate, file, filepath.Join(string(decision), partial, file)); err != nil {
			return err
		}
	}
	return to.Rename(partial, name)
}

// move moves a file of a candidate to a path in the gate's folder. A file that another
// candidate has too, or may have, gets a second name there.
func (g *gate) move(candidate, file, target string) error {
	if _, err := g.root.Lstat(target); err == nil {
		return nil // moved by an interrupted run
	}
	if err := g.candidates.NoLinks(file); err != nil {
		return err
	}
	if err := g.candidates.Own(file); err != nil {
		return err
	}
	if err := g.root.MkdirAll(filepath.Dir(target)); err != nil {
		return err
	}
	from := filepath.Join(candidatesDir, file)
	shared, err := g.shared(candidate, file)
	switch {
	case err != nil:
		return err
	case shared:
		return g.root.Link(from, target)
	}
	return g.root.Rename(from, target)
}

// ownName reports whether a file's name is that of a candidate's own files, which no other
// model has unless it names them as external data.
func ownName(candidate, file string) bool {
	for _, suffix := range []string{".onnx", ".onnx.json", ".canary.json", ".md"} {
		if file == candidate+suffix {
			return true
		}
	}
	return false
}

// shared reports whether a file belongs to another candidate, under this or another
// name, or may belong to one that cannot be read, e.g. because it is still being copied.
func (g *gate) shared(candidate, file string) (bool, error) {
	info, err := g.candidates.Lstat(file)
	if err != nil {
		return false, err
	}
	others, err := models(g.candidates)
	if err != nil {
		return false, err
	}
	for _, other := range others {
		if other == candidate+".onnx" {
			continue
		}
		if !ownName(candidate, file) && g.candidates.Own(other) == nil && ort.NamesKnown(g.candidates.Path(other)) != nil {
			return true, nil
		}
		_, files, _ := filesOf(g.candidates, other) // names are complete whatever is wrong with the files
		for _, name := range files {
			if same, err := g.candidates.Lstat(name); err == nil && os.SameFile(info, same) {
				return true, nil
			}
		}
	}
	return false, nil
}

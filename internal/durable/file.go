package durable

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"github.com/kumite/kumite/internal/safefile"
)

// WriteFile creates or replaces a file atomically, even if the power fails: it
// calls Replace and syncs the folder.
func WriteFile(path string, write func(io.Writer) error) error {
	if err := Replace(path, write); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(resolve(path))); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Replace is WriteFile without syncing the folder, for a caller that writes several
// files and then calls syncDir. write fills a temporary file in path's folder,
// which is synced and renamed. It has the permissions of the file that it replaces.
// If path is a symbolic link, its target is created or replaced.
// An existing file that is not regular, such as /dev/stdout, is written to
// directly.
func Replace(path string, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	path = resolve(path)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := safefile.Create(path)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	return replace(path, renameio.WithTempDir(filepath.Dir(path)), write)
}

// ReplaceIn is Replace for a file of a folder. It refuses to replace what is not a
// regular file, such as a link.
func ReplaceIn(root *safefile.Root, name string, write func(io.Writer) error) error {
	err := root.Own(name)
	if err == nil {
		err = replace(name, renameio.WithRoot(root.OS()), write)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", root.Path(name), err)
	}
	return nil
}

// replace writes a file under a temporary name and renames it; where is an option that
// selects the folder of both.
func replace(path string, where renameio.Option, write func(io.Writer) error) error {
	f, err := renameio.NewPendingFile(path, where, renameio.WithPermissions(0o644), renameio.WithExistingPermissions())
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(f)
	if err = errors.Join(write(buffered), buffered.Flush()); err == nil {
		err = f.CloseAtomicallyReplace()
	}
	return errors.Join(err, f.Cleanup())
}

// resolve follows path while it is a symbolic link, also one whose target does not
// exist.
func resolve(path string) string {
	for range 40 { // as many as Linux follows
		target, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return path
}

// WriteJSON writes a JSON document with EncodeJSON and WriteFile.
func WriteJSON(path string, doc any) error {
	return WriteFile(path, func(w io.Writer) error { return EncodeJSON(w, doc) })
}

// WriteFileIn is WriteFile for a file of a folder, like ReplaceIn.
func WriteFileIn(root *safefile.Root, name string, write func(io.Writer) error) error {
	if err := ReplaceIn(root, name, write); err != nil {
		return err
	}
	if err := root.Sync(); err != nil {
		return fmt.Errorf("write %s: %w", root.Path(name), err)
	}
	return nil
}

// Bytes returns the write function of a file with these contents.
func Bytes(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// WriteJSONIn writes a JSON document with EncodeJSON and WriteFileIn.
func WriteJSONIn(root *safefile.Root, name string, doc any) error {
	return WriteFileIn(root, name, func(w io.Writer) error { return EncodeJSON(w, doc) })
}

// EncodeJSON writes one JSON document, indented by two spaces and ending in a
// newline. It does not escape <, > and &, so that contestant strings stay
// readable.
func EncodeJSON(w io.Writer, doc any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(doc)
}

// Partial reports whether name is a temporary name that Replace uses, and returns
// the name of the file being written: "results.json" for ".results.json123".
func Partial(name string) (file string, ok bool) {
	hidden, ok := strings.CutPrefix(name, ".")
	file = strings.TrimRight(hidden, "0123456789")
	return file, ok && file != hidden && filepath.Ext(file) != ""
}

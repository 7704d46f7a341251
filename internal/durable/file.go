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
)

// WriteFile makes or replaces a file, whole or not at all, also when the power
// fails: Replace, and its folder synced.
func WriteFile(path string, write func(io.Writer) error) error {
	if err := Replace(path, write); err != nil {
		return err
	}
	if err := SyncDir(filepath.Dir(path)); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Replace is WriteFile for a caller that syncs the folder itself, with SyncDir,
// after the last of several files: write fills a temporary file beside path,
// which is synced and renamed. A symbolic link stays one, and its target is
// replaced; what is there and is not a regular file, as /dev/stdout, is written
// to directly.
func Replace(path string, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	}
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(0o644))
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(f)
	if err = errors.Join(write(buffered), buffered.Flush()); err == nil {
		err = f.CloseAtomicallyReplace()
	}
	return errors.Join(err, f.Cleanup())
}

// WriteJSON replaces a file with one indented JSON document, as EncodeJSON
// writes it.
func WriteJSON(path string, doc any) error {
	return WriteFile(path, func(w io.Writer) error { return EncodeJSON(w, doc) })
}

// EncodeJSON writes one JSON document, indented by two spaces, with a newline.
// The characters <, > and & are written as they are: a contestant's query is for
// people to read.
func EncodeJSON(w io.Writer, doc any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(doc)
}

// Partial says whether name is that of a file which Replace was writing when the
// process was killed, and of which file: ".results.json123" is of "results.json".
func Partial(name string) (of string, ok bool) {
	hidden, ok := strings.CutPrefix(name, ".")
	of = strings.TrimRight(hidden, "0123456789")
	return of, ok && of != hidden && filepath.Ext(of) != ""
}

package logs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

// Writer makes a log folder, or adds to one. Its methods may be called
// from several goroutines, so that several recordings can be written at once.
type Writer struct {
	dir    string
	header Header

	mu         sync.Mutex
	recordings []Entry // by name
}

// NewWriter makes the folder dir, or opens the one that is there to add
// recordings; its header must then be the same. h.Schema may be empty, and no_action is not written as h.NoAction.
func NewWriter(dir string, h Header) (*Writer, error) {
	if h.Schema == "" {
		h.Schema = Schema
	}
	if h.NoAction == NoAction {
		h.NoAction = ""
	}
	if err := h.Validate(); err != nil {
		return nil, fmt.Errorf("write logs %s: %s", dir, oneLine(err))
	}
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("write logs: %w", err)
	}
	defer root.Close()
	there, err := readIndex(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		there = index{h, []Entry{}}
		if err := durable.WriteJSONIn(root, FileName, there); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		if what := differ(there.Header, h); what != "" {
			return nil, fmt.Errorf("write logs %s: %s; choose another folder", dir, what)
		}
	}
	return &Writer{dir: dir, header: there.Header, recordings: there.Recordings}, nil
}

// differ says in what a folder's header differs from another, "" for nothing.
func differ(there, now Header) string {
	x, y := reflect.ValueOf(there), reflect.ValueOf(now)
	for i := range x.NumField() {
		if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			name, _, _ := strings.Cut(x.Type().Field(i).Tag.Get("json"), ",")
			return fmt.Sprintf("%s is %v there and %v now", name, x.Field(i), y.Field(i))
		}
	}
	return ""
}

// Name is the name of a recording by its number: 000001 for 1.
func Name(number int) string { return fmt.Sprintf("%06d", number) }

// Has reports whether the recording of that number is in the folder, complete.
func (w *Writer) Has(number int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.has(Name(number))
}

// Recordings is how many recordings the folder holds, complete.
func (w *Writer) Recordings() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.recordings)
}

func (w *Writer) has(name string) bool {
	return slices.ContainsFunc(w.recordings, func(e Entry) bool { return e.Name == name })
}

// add lists a recording whose files are complete.
func (w *Writer) add(e Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.has(e.Name) {
		return fmt.Errorf("write logs %s: recording %s exists", w.dir, e.Name)
	}
	then := append(slices.Clone(w.recordings), e)
	slices.SortFunc(then, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	err := w.in(func(root *safefile.Root) error {
		return durable.WriteJSONIn(root, FileName, index{w.header, then})
	})
	if err != nil {
		return err
	}
	w.recordings = then
	return nil
}

// in calls do with the folder, which it opens.
func (w *Writer) in(do func(*safefile.Root) error) error {
	root, err := safefile.OpenRoot(w.dir)
	if err != nil {
		return fmt.Errorf("write logs: %w", err)
	}
	return errors.Join(do(root), root.Close())
}

// WriteFile writes a file beside the recordings, such as a match's replay.
func (w *Writer) WriteFile(name string, write func(io.Writer) error) error {
	return w.in(func(root *safefile.Root) error { return durable.WriteFileIn(root, name, write) })
}

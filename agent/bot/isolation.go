package bot

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
)

// Isolation says which networks run in a process of their own. The zero value
// is none.
type Isolation struct {
	When        When
	MemoryLimit Size // of each process; 0 is none

	// Command starts such a process: a program and its first arguments, after
	// which --provider, --memory-limit and the model's file follow. The program
	// answers by calling Serve.
	Command []string
}

// When is a flag's value: whether to isolate networks.
type When string

// The choices. The zero value is Never.
const (
	Auto   When = "auto" // those that do not lie under models/
	Always When = "on"
	Never  When = "off"
)

// String is the choice's name.
func (w When) String() string {
	if w == "" {
		return string(Never)
	}
	return string(w)
}

// Type is the word for a flag's value in usage texts.
func (When) Type() string { return "auto|on|off" }

// Set takes a name, as a flag does.
func (w *When) Set(name string) error {
	switch When(name) {
	case Auto, Always, Never:
		*w = When(name)
		return nil
	}
	return policy.Unknown("choice", name, []string{string(Auto), string(Always), string(Never)})
}

// Size is a flag's value: a number of bytes with its unit.
type Size int64

// String is the size as a flag would take it.
func (s Size) String() string {
	if s == 0 {
		return "0"
	}
	return strings.ReplaceAll(child.FormatSize(int64(s)), " ", "")
}

// Type is the word for a flag's value in usage texts.
func (Size) Type() string { return "size" }

// Set takes a size, as a flag does.
func (s *Size) Set(text string) error {
	n, err := child.ParseSize(text)
	if err == nil {
		*s = Size(n)
	}
	return err
}

// DefaultMemoryLimit is what a network in a process of its own may take, where
// the system can limit it.
const DefaultMemoryLimit Size = 1 << 30

// Applies says whether the network of a file gets a process of its own.
func (i Isolation) Applies(path string) bool {
	switch i.When {
	case Always:
		return true
	case Auto:
		rel, err := filepath.Rel(resolved("models"), resolved(path))
		return err != nil || !filepath.IsLocal(rel)
	}
	return false
}

// resolved is a path without links; one that does not exist is only cleaned.
func resolved(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// network loads a file in this process or in one of its own.
func (s Setup) network(path string) (Network, error) {
	if !s.Isolation.Applies(path) {
		n, err := ort.OpenOn(s.Provider, path, Skills())
		if err != nil {
			return nil, err // a nil *ort.Session is no nil Network
		}
		return n, nil
	}
	if len(s.Isolation.Command) == 0 {
		return nil, fmt.Errorf("isolate model %s: no command starts a process for it", path)
	}
	limit := int64(s.Isolation.MemoryLimit)
	n, err := child.Open(child.Config{Program: s.Isolation.Command[0], MemoryLimit: limit, Args: append(slices.Clone(s.Isolation.Command[1:]),
		"--provider", s.Provider.String(), "--memory-limit", strconv.FormatInt(limit, 10)+"B", "--", path)})
	var lost *child.Lost
	if errors.As(err, &lost) {
		if err = fmt.Errorf("load model %s: %w", path, failure(err)); lost.Kind == child.Memory {
			err = fmt.Errorf("%w; raise --memory-limit, or export a smaller model", err)
		}
	}
	if err != nil {
		return nil, err
	}
	return isolated{n}, nil
}

// isolated is a network in a process of its own, which states in what way it
// was lost.
type isolated struct{ *child.Session }

// RunWithin implements agent.Network.
func (n isolated) RunWithin(limit time.Duration) error { return failure(n.Session.RunWithin(limit)) }

// Try implements Network.
func (n isolated) Try(frame string) error { return failure(n.Session.Try(frame)) }

// failure sorts what a lost child says into kinds of failure.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var lost *child.Lost
	if !errors.As(err, &lost) {
		return err
	}
	kinds := map[child.Kind]FailureKind{
		child.Crash: Crashed, child.Memory: Crashed, child.Hang: Hung, child.Garbled: RuntimeError,
	}
	return &Failure{Kind: kinds[lost.Kind], Err: err}
}

// Serve is the other end: it loads a file and answers inputs until there are no
// more.
func Serve(in io.Reader, out io.Writer, on ort.Provider, path string, memoryLimit Size) error {
	return child.Serve(in, out, int64(memoryLimit), func() (child.Network, error) {
		n, err := ort.OpenOn(on, path, Skills())
		if err != nil {
			return nil, err
		}
		return n, nil
	})
}

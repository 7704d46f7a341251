package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/child"
)

// Isolation says which networks run in a process of their own. The zero value
// isolates none.
type Isolation struct {
	When        When
	MemoryLimit Size          // of each process; 0 is unlimited
	LoadLimit   time.Duration // CPU time of each process to load and try its model; 0 is DefaultLoadLimit

	// Command is the program to start for such a process and its first
	// arguments. --provider, --memory-limit, --batch and the model file are appended. The
	// program must call Serve.
	Command []string
}

// When says whether to isolate networks. It is a flag value.
type When string

// The choices. The zero value is Never.
const (
	Auto   When = "auto" // models that are not shipped with kumite
	Always When = "on"
	Never  When = "off"
)

// String returns the choice's name.
func (w When) String() string {
	if w == "" {
		return string(Never)
	}
	return string(w)
}

// Type is the word for a flag's value in usage texts.
func (When) Type() string { return "auto|on|off" }

// Set parses a name.
func (w *When) Set(name string) error {
	switch When(name) {
	case Auto, Always, Never:
		*w = When(name)
		return nil
	}
	return policy.Unknown("choice", name, []string{string(Auto), string(Always), string(Never)})
}

// Size is a number of bytes. It is a flag value.
type Size int64

// String formats the size as Set accepts it.
func (s Size) String() string {
	if s == 0 {
		return "0"
	}
	return strings.ReplaceAll(child.FormatSize(int64(s)), " ", "")
}

// Type is the word for a flag's value in usage texts.
func (Size) Type() string { return "size" }

// Set parses a size such as 1GiB.
func (s *Size) Set(text string) error {
	n, err := child.ParseSize(text)
	if err == nil {
		*s = Size(n)
	}
	return err
}

// DefaultMemoryLimit is the memory that an isolated network's process may use,
// where the system can enforce a limit.
const DefaultMemoryLimit Size = 1 << 30

// DefaultLoadLimit is the CPU time that an isolated network's process may use to load and
// try its model.
const DefaultLoadLimit = child.DefaultLoadLimit

// Validate reports every invalid field.
func (i Isolation) Validate() error {
	var errs []error
	when := i.When
	if err := when.Set(i.When.String()); err != nil {
		errs = append(errs, fmt.Errorf("isolation: %w", err))
	}
	if i.MemoryLimit < 0 {
		errs = append(errs, fmt.Errorf("isolation: memory limit is %d bytes; want 0 (unlimited) or more", int64(i.MemoryLimit)))
	}
	if i.LoadLimit < 0 {
		errs = append(errs, fmt.Errorf("isolation: load limit is %v; want 0 (%v) or more", i.LoadLimit, DefaultLoadLimit))
	}
	if when == Auto || when == Always {
		if len(i.Command) == 0 {
			errs = append(errs, errors.New("isolation: command is empty; set the program to start"))
		}
	}
	return errors.Join(errs...)
}

// Applies reports whether the network of a file runs in a process of its own.
func (i Isolation) Applies(path string) bool {
	return i.When == Always || i.When == Auto && !shipped(path)
}

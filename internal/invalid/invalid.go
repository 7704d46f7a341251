// Package invalid collects what is wrong with a configuration, for functions Validate that
// report every invalid field at once.
package invalid

import (
	"errors"
	"fmt"
)

// Fields are the errors of invalid fields. The zero value has none.
type Fields struct{ errs []error }

// If adds an error, as of fmt.Errorf, if bad is true.
func (f *Fields) If(bad bool, format string, args ...any) {
	if bad {
		f.errs = append(f.errs, fmt.Errorf(format, args...))
	}
}

// Add adds the errors that are not nil.
func (f *Fields) Add(errs ...error) { f.errs = append(f.errs, errs...) }

// Err returns the errors joined, or nil without any.
func (f *Fields) Err() error { return errors.Join(f.errs...) }

package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
)

type outputFile string

// OutputFile is the value of a flag that names a file to write when the work is
// done. A place that cannot be is refused before the work begins.
func OutputFile(path *string) pflag.Value { return (*outputFile)(path) }

func (f *outputFile) String() string { return string(*f) }

func (f *outputFile) Type() string { return "file" }

func (f *outputFile) Set(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s; make it first", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("it is a folder; name a file in it")
	}
	*f = outputFile(path)
	return nil
}

package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"
)

type outputFile string

// OutputFile is the value of a flag that names an output file. It refuses a file whose
// folder does not exist, so that the error comes before the work.
func OutputFile(path *string) pflag.Value { return (*outputFile)(path) }

func (f *outputFile) String() string { return string(*f) }

func (f *outputFile) Type() string { return "file" }

func (f *outputFile) Set(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("folder %s does not exist; create it first", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("it is a folder; want a file")
	}
	*f = outputFile(path)
	return nil
}

package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/internal/safefile"
)

type outputFile struct {
	path *string
	of   safefile.Begin
}

// OutputFile is the value of a flag that names an output file of a kind. It refuses a file
// whose folder does not exist, and one that exists and is of another kind, such as the
// manifest of a run, so that the error comes before the work.
func OutputFile(path *string, of safefile.Begin) pflag.Value { return &outputFile{path, of} }

func (f *outputFile) String() string { return *f.path }

func (f *outputFile) Type() string { return "file" }

func (f *outputFile) Set(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("folder %s does not exist; create it first", dir)
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("it is a folder; want a file")
	case err == nil && info.Mode().IsRegular() && !f.of.Begins(path):
		return errors.New("it exists and is a file of another kind; choose another name, or delete it")
	}
	*f.path = path
	return nil
}

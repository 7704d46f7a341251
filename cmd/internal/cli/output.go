package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/internal/safefile"
)

// Begin is how all files of a kind begin.
type Begin string

// The kinds of output files.
const (
	Markup      Begin = "<" // HTML, SVG and XML
	PNG         Begin = "\x89PNG"
	Gzip        Begin = "\x1f\x8b"
	JSON        Begin = "{"
	Spans       Begin = `{"resourceSpans":`
	Predictions Begin = "recording,frame,"
)

type outputFile struct {
	path *string
	of   Begin
}

// OutputFile is the value of a flag that names an output file of a kind. It refuses a file
// whose folder does not exist, and one that exists and is of another kind, such as the
// manifest of a run, so that the error comes before the work.
func OutputFile(path *string, of Begin) pflag.Value { return &outputFile{path, of} }

func (f *outputFile) String() string {
	if f.path == nil {
		return "" // the zero value, with which pflag compares
	}
	return *f.path
}

func (f *outputFile) Type() string { return "file" }

func (f *outputFile) Set(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("folder %s does not exist; create it first", dir)
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("it is a folder; want a file")
	case err == nil && info.Mode().IsRegular() && !f.of.begins(path):
		return errors.New("it exists and is a file of another kind; choose another name, or delete it")
	}
	*f.path = path
	return nil
}

// begins reports whether a file begins like those of the kind, is empty or cannot be read.
func (b Begin) begins(path string) bool {
	file, err := safefile.Open(path, safefile.Any)
	if err != nil {
		return true // what writes it reports the reason
	}
	defer file.Close() // read only
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if n == 0 || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	text := bytes.TrimPrefix(head[:n], []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte(b))
}

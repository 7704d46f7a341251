package gate

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/ort"
)

// The folders of a gate's folder, besides those of the decisions.
const (
	candidatesDir = "candidates"
	championDir   = "champion"
	runsDir       = "runs"
)

// recordFile is the name of the record beside a candidate that was moved.
const recordFile = "record.json"

// models returns the entries of a folder with a model's file extension.
func models(root *safefile.Root) (names []string, err error) {
	all, err := root.ReadDir()
	for _, entry := range all {
		if strings.HasSuffix(entry.Name(), ".onnx") {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

// filesOf returns the names of a model's files: read are those that loading it reads,
// and its canary and model card if they exist; named are all that may be its own. It
// returns an error if one of them is not a regular file of the folder.
func filesOf(root *safefile.Root, model string) (read, named []string, err error) {
	read, named, err = ort.Files(root.Path(model))
	stem := strings.TrimSuffix(model, ".onnx")
	for _, name := range []string{stem + ".canary.json", stem + ".md"} {
		err = cmp.Or(err, root.Own(name))
		if _, missing := root.Lstat(name); missing == nil {
			read = append(read, name)
		}
	}
	return read, append(named, stem+".canary.json", stem+".md", stem+".gate.json"), err
}

// noLinks returns an error if a folder of the gate is a link, so that files would be
// moved or written outside.
func noLinks(root *safefile.Root) error {
	for _, name := range []string{candidatesDir, championDir, runsDir, string(Accepted), string(Rejected)} {
		if err := root.NoLinks(name); err != nil {
			return err
		}
	}
	return nil
}

// valid returns an error if a record could not have been written by a gate that moved
// the candidate to that place.
func (r *Record) valid(place string) error {
	if r.Place != place || r.Candidate != filepath.Base(r.Candidate) || !filepath.IsLocal(r.Candidate) || r.Candidate == "." {
		return errors.New("it is the record of another candidate or place; delete its folder")
	}
	for _, name := range r.Files {
		if !fs.ValidPath(filepath.ToSlash(name)) || name == recordFile {
			return errors.New("it names files outside the candidates; delete its folder")
		}
	}
	return nil
}

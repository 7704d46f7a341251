package ort

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// besides are the files that a model's tensors lie in.
type besides struct {
	folder string
	names  []string
	infos  []fs.FileInfo // as they were when they were hashed
}

const mendExternal = "put the data file beside the model, or export it in one file"

// readExternal hashes a model's external data into h and puts it into the
// file, so that what comes to these files later does not matter. What is more
// than an ONNX file can hold is left where it is, for the runtime to map.
//
// It refuses a file that is missing, too short, or that lies outside the
// model's folder, by its name or through a link.
func (d *described) readExternal(h io.Writer, model string, names []string) (err error) {
	if len(names) == 0 {
		return nil
	}
	b := besides{folder: filepath.Dir(model), names: names}
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	total := int64(len(d.data))
	for _, name := range names {
		info, err := statExternal(root, name)
		if err != nil {
			return err
		}
		b.infos = append(b.infos, info)
		total += info.Size()
	}
	if total > maxInline {
		d.besides = b
		return b.hash(h, root)
	}
	in := inliner{files: map[string][]byte{}}
	for _, name := range names {
		data, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("its external data %q cannot be read (%w); %s", name, cause(err), mendExternal)
		}
		in.files[name] = data
		if _, err := h.Write(data); err != nil {
			return err
		}
	}
	d.data, err = in.inline(d.data)
	return err
}

// maxInline is how much an ONNX file can hold, with room for its own words.
var maxInline int64 = math.MaxInt32 - 1<<20

func statExternal(root *os.Root, name string) (fs.FileInfo, error) {
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("its external data %q lies outside its folder; %s", name, mendExternal)
	}
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("its external data %q is not there; %s", name, mendExternal)
	case err != nil: // a link that leads out of the folder is among these
		return nil, fmt.Errorf("its external data %q cannot be read from its folder (%s); %s", name, cause(err), mendExternal)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("its external data %q is no file; %s", name, mendExternal)
	}
	return info, nil
}

// hash writes the files to h, each once and a piece at a time.
func (b besides) hash(h io.Writer, root *os.Root) error {
	for _, name := range b.names {
		f, err := root.Open(name)
		if err != nil {
			return cause(err)
		}
		_, err = io.Copy(h, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// check refuses files that have changed since they were hashed.
func (b besides) check() error {
	for i, name := range b.names {
		info, err := os.Stat(filepath.Join(b.folder, name))
		if err != nil || info.Size() != b.infos[i].Size() || !info.ModTime().Equal(b.infos[i].ModTime()) {
			return fmt.Errorf("its external data %q changed while it was read; load it again", name)
		}
	}
	return nil
}

// cause is the innermost error, without the path that is told beside it.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

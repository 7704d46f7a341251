package ort

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// besides are the files that a model's tensors lie in, as they were when they
// were hashed. The runtime maps them into memory after that.
type besides struct {
	folder string
	files  []external
	sizes  []int64
	times  []time.Time
}

// hashExternal writes a model's external data to w, each file once and a piece
// at a time. It refuses a file that is missing, too short, or that lies outside
// the model's folder, by its name or through a link.
func hashExternal(w io.Writer, model string, files []external) (b besides, err error) {
	if len(files) == 0 {
		return b, nil
	}
	b = besides{folder: filepath.Dir(model), files: files}
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for _, e := range files {
		info, err := hashOne(w, root, e)
		if err != nil {
			return b, err
		}
		b.sizes = append(b.sizes, info.Size())
		b.times = append(b.times, info.ModTime())
	}
	return b, nil
}

const mendExternal = "put the data file beside the model, or export it in one file"

func hashOne(w io.Writer, root *os.Root, e external) (info os.FileInfo, err error) {
	if !filepath.IsLocal(e.name) {
		return nil, fmt.Errorf("its external data %q lies outside its folder; %s", e.name, mendExternal)
	}
	f, err := root.Open(e.name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("its external data %q is not there; %s", e.name, mendExternal)
	}
	if err != nil {
		// A link that leads out of the folder is among these.
		return nil, fmt.Errorf("its external data %q cannot be read from its folder (%s); %s", e.name, cause(err), mendExternal)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("its external data %q is no file; %s", e.name, mendExternal)
	}
	if info.Size() < e.need {
		return nil, fmt.Errorf("its external data %q has %d bytes and the model needs %d; copy the whole file", e.name, info.Size(), e.need)
	}
	_, err = io.Copy(w, f)
	return info, err
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

// check refuses files that have changed since they were hashed.
func (b besides) check() error {
	for i, e := range b.files {
		info, err := os.Stat(filepath.Join(b.folder, e.name))
		if err != nil || info.Size() != b.sizes[i] || !info.ModTime().Equal(b.times[i]) {
			return fmt.Errorf("its external data %q changed while it was read; load it again", e.name)
		}
	}
	return nil
}

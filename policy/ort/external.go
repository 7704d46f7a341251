package ort

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/safefile"
)

// dataFiles are files with external data that the runtime maps.
type dataFiles struct {
	folder string
	names  []string
	infos  []fs.FileInfo // when they were hashed
}

// maxDataFiles is the number of files over which a model's external data may be spread.
const maxDataFiles = 1 << 10

const fixExternal = "put the data file beside the model, or export it in one file"

// readExternal hashes a model's external data into h and inlines it into d.data, so
// that later changes of the data files have no effect. External data larger than an
// ONNX file can hold is not inlined; the runtime maps its files.
//
// It returns an error if a file is missing, too short, or outside the model's folder
// by its name or through a link, and if there is more data than is read in a few seconds.
func (d *described) readExternal(h io.Writer, model string) (err error) {
	names := d.model.dataFiles
	if len(names) == 0 {
		return nil
	}
	if len(names) > maxDataFiles {
		return fmt.Errorf("external data is in %d files; a model has at most %d; export it in one file", len(names), maxDataFiles)
	}
	files := dataFiles{folder: filepath.Dir(model), names: names}
	root, err := safefile.OpenRoot(files.folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	sizes := map[string]int64{}
	total := int64(0)
	for _, name := range names {
		info, err := statExternal(root, name)
		if err != nil {
			return err
		}
		files.infos, sizes[name] = append(files.infos, info), info.Size()
		total += info.Size()
	}
	if most := safefile.Data.Bytes; total > most {
		return fmt.Errorf("the files with external data have %d bytes; a model has at most %d of them; export a smaller model", total, most)
	}
	if fits, err := d.fits(sizes); err != nil {
		return err
	} else if !fits {
		d.mapped = files
		return files.hash(h, root)
	}
	contents := map[string][]byte{}
	for i, name := range names {
		if err := room(files.infos[i].Size()); err != nil {
			return err
		}
		data, err := root.Read(name, safefile.Data)
		if err != nil {
			return fmt.Errorf("external data %q cannot be read (%w); %s", name, cause(err), fixExternal)
		}
		contents[name] = data
		if _, err := h.Write(data); err != nil {
			return err
		}
	}
	d.data, err = inline(d.data, d.model.external, contents)
	return err
}

// maxInline is the maximum size of an ONNX file, less a reserve for changed lengths.
var maxInline int64 = math.MaxInt32 - 1<<20

// fits reports whether external data can be inlined: both the data files and all
// tensors' parts of them, which may overlap, must fit into the model's file.
func (d *described) fits(sizes map[string]int64) (bool, error) {
	files, parts := int64(len(d.data)), int64(len(d.data))
	for _, size := range sizes {
		files += min(size, maxInline+1)
	}
	for _, t := range d.model.external {
		from, to, err := t.extent(sizes[t.location])
		if err != nil {
			return false, err
		}
		parts = min(parts+to-from, maxInline+1)
	}
	return files <= maxInline && parts <= maxInline, nil
}

func statExternal(root *safefile.Root, name string) (fs.FileInfo, error) {
	if !filepath.IsLocal(name) || slices.Contains(strings.Split(filepath.ToSlash(name), "/"), "..") {
		return nil, fmt.Errorf("external data %q is outside the model's folder; %s", name, fixExternal)
	}
	data, err := root.Open(name, safefile.Data)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("external data %q does not exist; %s", name, fixExternal)
	case errors.Is(err, safefile.ErrNotRegular):
		return nil, fmt.Errorf("external data %q is %w; %s", name, cause(err), fixExternal)
	case errors.Is(err, safefile.ErrTooLarge):
		return nil, fmt.Errorf("external data %q is too large: %w; export a smaller model", name, cause(err))
	case err != nil: // includes links that leave the folder
		return nil, fmt.Errorf("external data %q cannot be read from the model's folder (%s); %s", name, cause(err), fixExternal)
	}
	info, err := data.Stat()
	return info, errors.Join(err, data.Close())
}

// hash writes the files to h without reading them into memory.
func (f dataFiles) hash(h io.Writer, root *safefile.Root) error {
	for _, name := range f.names {
		data, err := root.Open(name, safefile.Data)
		if err != nil {
			return cause(err)
		}
		_, err = io.Copy(h, data)
		if err := errors.Join(err, data.Close()); err != nil {
			return err
		}
	}
	return nil
}

// check returns an error if a file has changed since it was hashed.
func (f dataFiles) check() error {
	for i, name := range f.names {
		info, err := os.Stat(filepath.Join(f.folder, name))
		if err != nil || info.Size() != f.infos[i].Size() || !info.ModTime().Equal(f.infos[i].ModTime()) {
			return fmt.Errorf("external data %q changed while it was read; load the model again", name)
		}
	}
	return nil
}

// cause returns the innermost error, without the path that the caller adds.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Root is an open folder that names cannot leave. Names are relative to it. It may be
// used concurrently.
type Root struct {
	dir  string
	root *os.Root
}

// OpenRoot opens a folder. It follows links to it.
func OpenRoot(dir string) (*Root, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, opening(err)
	}
	if err := folder(info, dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Root{dir, root}, nil
}

// MakeRoot is OpenRoot for a folder that is created if it does not exist.
func MakeRoot(dir string) (*Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return OpenRoot(dir)
}

// ReadIn reads a whole file of a folder.
func ReadIn(dir, name string, limit Limit) ([]byte, error) {
	f, err := OpenIn(dir, name, limit)
	if err != nil {
		return nil, err
	}
	return f.all()
}

// OpenOwn opens a file for reading that must not be a symbolic link.
func OpenOwn(path string, limit Limit) (*File, error) {
	r, err := OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.Own(filepath.Base(path)); err != nil {
		return nil, err
	}
	return r.Open(filepath.Base(path), limit)
}

// OpenIn opens a file of a folder for reading.
func OpenIn(dir, name string, limit Limit) (*File, error) {
	r, err := OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Open(name, limit)
}

// Path returns the path of a file of the folder, for messages and for libraries that
// open files themselves.
func (r *Root) Path(name string) string { return filepath.Join(r.dir, name) }

// OS returns the folder as the standard library's type.
func (r *Root) OS() *os.Root { return r.root }

// Close closes the folder.
func (r *Root) Close() error { return r.root.Close() }

// Open opens a file for reading. It follows links within the folder.
func (r *Root) Open(name string, limit Limit) (*File, error) {
	info, err := r.root.Stat(name)
	if err != nil {
		return nil, opening(r.fail(name, err))
	}
	if err := regular(info, r.Path(name)); err != nil {
		return nil, err
	}
	f, err := r.root.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, r.fail(name, err)
	}
	return opened(f, r.Path(name), limit)
}

// Read reads a whole file.
func (r *Root) Read(name string, limit Limit) ([]byte, error) {
	f, err := r.Open(name, limit)
	if err != nil {
		return nil, err
	}
	return f.all()
}

// Lstat describes a file or a link.
func (r *Root) Lstat(name string) (fs.FileInfo, error) {
	info, err := r.root.Lstat(name)
	return info, r.fail(name, err)
}

// Own returns an error if there is something of that name which is not a regular file,
// such as a link.
func (r *Root) Own(name string) error {
	info, err := r.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return r.fail(name, err)
	}
	return regular(info, r.Path(name))
}

// NoLinks returns an error if a name, or a folder on the way to it, is a symbolic link.
func (r *Root) NoLinks(name string) error {
	if !filepath.IsLocal(name) {
		return r.fail(name, errOutside)
	}
	parts := strings.Split(filepath.ToSlash(filepath.Clean(name)), "/")
	for i := range parts {
		at := filepath.Join(parts[:i+1]...)
		info, err := r.root.Lstat(at)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return r.fail(at, err)
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return &fs.PathError{Op: "open", Path: r.Path(at), Err: errors.New("it is a symbolic link; put the file or folder itself there")}
		}
	}
	return nil
}

// Update opens a file for reading and writing, and creates it if it does not exist. It
// follows no link.
func (r *Root) Update(name string) (*os.File, error) {
	if err := r.Own(name); err != nil {
		return nil, err
	}
	f, err := r.root.OpenFile(name, os.O_RDWR|os.O_CREATE|nonblock, 0o644)
	if err != nil {
		return nil, r.fail(name, err)
	}
	// Something else may have been put there since.
	open, err := f.Stat()
	if err == nil {
		err = regular(open, r.Path(name))
	}
	there, failed := r.root.Lstat(name)
	if err = errors.Join(err, failed); err == nil && !os.SameFile(there, open) {
		err = fmt.Errorf("%s was replaced while it was opened", r.Path(name))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Create creates a file for writing, in place of one that exists. It follows no link.
func (r *Root) Create(name string) (*os.File, error) {
	if err := r.Own(name); err != nil {
		return nil, err
	}
	if err := r.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, r.fail(name, err)
	}
	f, err := r.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	return f, r.fail(name, err)
}

// Remove removes a file, a link or an empty folder, and not what a link names.
func (r *Root) Remove(name string) error { return r.fail(name, r.root.Remove(name)) }

// RemoveAll removes a folder with its contents.
func (r *Root) RemoveAll(name string) error { return r.fail(name, r.root.RemoveAll(name)) }

// Rename moves a file or a folder within the folder.
func (r *Root) Rename(from, to string) error { return r.fail(from, r.root.Rename(from, to)) }

// Link gives a file a second name.
func (r *Root) Link(from, to string) error { return r.fail(from, r.root.Link(from, to)) }

// MkdirAll creates a folder and its parents if they do not exist.
func (r *Root) MkdirAll(name string) error { return r.fail(name, r.root.MkdirAll(name, 0o755)) }

// ReadDir lists the folder, by name.
func (r *Root) ReadDir() ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(r.root.FS(), ".")
	return all, r.fail("", err)
}

// Sub opens a folder of the folder, which must not be a link.
func (r *Root) Sub(name string) (*Root, error) {
	info, err := r.root.Lstat(name)
	if err != nil {
		return nil, r.fail(name, err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return nil, &fs.PathError{Op: "open", Path: r.Path(name), Err: errors.New("it is a symbolic link; put the folder itself there")}
	}
	if err := folder(info, r.Path(name)); err != nil {
		return nil, err
	}
	root, err := r.root.OpenRoot(name)
	if err != nil {
		return nil, r.fail(name, err)
	}
	return &Root{r.Path(name), root}, nil
}

// MakeSub is Sub for a folder that is created if it does not exist.
func (r *Root) MakeSub(name string) (*Root, error) {
	if err := r.root.Mkdir(name, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, r.fail(name, err)
	}
	return r.Sub(name)
}

// Sync puts created, renamed and removed names on the disk.
func (r *Root) Sync() error {
	d, err := r.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// fail returns err with the whole path, nil for nil, and explains links that lead out of
// the folder.
func (r *Root) fail(name string, err error) error {
	if err == nil {
		return nil
	}
	op, cause := "open", err
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		op, cause = path.Op, path.Err
	case errors.As(err, &link):
		op, cause = link.Op, link.Err
	}
	if long, ok := strings.CutSuffix(op, "at"); ok && op != "stat" && op != "lstat" {
		op = long // "open" and not "openat", as outside a Root
	}
	if cause.Error() == "path escapes from parent" { // the standard library does not export this error
		cause = errOutside
	}
	return &fs.PathError{Op: op, Path: r.Path(name), Err: cause}
}

var errOutside = errors.New("it is outside the folder, by its name or through a symbolic link")

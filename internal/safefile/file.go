package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// File is an open regular file for reading. Calls must not overlap.
type File struct {
	file  *os.File
	path  string
	limit Limit
	size  int64 // when it was opened
	read  int64 // bytes since the start or the last Seek
}

// Open opens a file for reading. Like os.Open it returns an *fs.PathError. It follows
// links.
func Open(path string, limit Limit) (*File, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, opening(err)
	} else if err := regular(info, path); err != nil { // opening a device can have effects
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	return opened(f, path, limit)
}

// Read reads a whole file.
func Read(path string, limit Limit) ([]byte, error) {
	f, err := Open(path, limit)
	if err != nil {
		return nil, err
	}
	return f.all()
}

// Create creates or truncates a file for writing. It follows links, because people name
// outputs. A named pipe that no process reads is an error.
func Create(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|nonblock, 0o644)
	if errors.Is(err, syscall.ENXIO) {
		err = &fs.PathError{Op: "open", Path: path, Err: errors.New("it is a named pipe or a device that nothing reads")}
	}
	return f, err
}

// Append opens a regular file for writing at its end, and creates it if it does not exist.
// It follows links, because people name outputs.
func Append(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|nonblock, 0o644)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = regular(info, path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// opening returns the error of looking at a file before opening it as one of opening it.
func opening(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: "open", Path: path.Path, Err: path.Err}
	}
	return err
}

func opened(f *os.File, path string, limit Limit) (*File, error) {
	info, err := f.Stat()
	if err == nil {
		err = regular(info, path)
	}
	if err == nil && limit.Bytes > 0 && info.Size() > limit.Bytes {
		err = &fs.PathError{Op: "open", Path: path, Err: limit.tooLarge(fmt.Sprint(info.Size()))}
	}
	if err != nil {
		f.Close() // read only
		return nil, err
	}
	return &File{file: f, path: path, limit: limit, size: info.Size()}, nil
}

// regular returns an error that says what a file is instead.
func regular(info fs.FileInfo, path string) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return &fs.PathError{Op: "open", Path: path, Err: notRegular{kind(info.Mode())}}
}

// folder returns an error unless info describes a folder. Opening a named pipe as one would
// wait for its other end.
func folder(info fs.FileInfo, path string) error {
	if info.IsDir() {
		return nil
	}
	return &fs.PathError{Op: "open", Path: path, Err: errors.New("not a folder but " + kind(info.Mode()))}
}

// kind says what a file is.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return "a file"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "of type " + mode.Type().String()
}

// ErrNotRegular matches the error of files that are not regular.
var ErrNotRegular = errors.New("not a regular file")

type notRegular struct{ what string }

func (e notRegular) Error() string { return "not a regular file but " + e.what }

func (e notRegular) Is(target error) bool { return target == ErrNotRegular }

// Size returns the file's size when it was opened.
func (f *File) Size() int64 { return f.size }

// Stat describes the file.
func (f *File) Stat() (fs.FileInfo, error) { return f.file.Stat() }

// Read implements io.Reader. Reading more than the limit is an error.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	f.read += int64(n)
	if f.limit.Bytes > 0 && f.read > f.limit.Bytes {
		return 0, &fs.PathError{Op: "read", Path: f.path, Err: f.limit.tooLarge(fmt.Sprintf("more than %d", f.limit.Bytes))}
	}
	return n, err
}

// Seek implements io.Seeker.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	at, err := f.file.Seek(offset, whence)
	if err == nil {
		f.read = at
	}
	return at, err
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// all reads the file from the start and closes it.
func (f *File) all() ([]byte, error) {
	if err := Room(f.size); err != nil {
		f.Close() // read only
		return nil, &fs.PathError{Op: "read", Path: f.path, Err: err}
	}
	data := make([]byte, 0, f.size+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, f.Close()
		}
		if err != nil {
			f.Close() // read only
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

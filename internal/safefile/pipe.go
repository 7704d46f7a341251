package safefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"time"
)

// maxPiped is the number of bytes that are read from a pipe.
const maxPiped = 8 << 30

// inherited are the names of what this process was started with: its standard input, and
// what a shell's <(…) stands for. Other named pipes may never get a writer.
var inherited = regexp.MustCompile(`^/(dev/stdin|dev/fd/[0-9]+|proc/self/fd/[0-9]+)$`)

// OpenPiped opens a file as Open does, or a pipe that this process inherited. What a pipe
// holds is copied to a temporary file first, so that it can be read more than once; ctx
// ends the wait for its writer.
func OpenPiped(ctx context.Context, path string, limit Limit) (*File, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 || !inherited.MatchString(path) {
		return Open(path, limit)
	}
	pipe, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	defer pipe.Close() // read only
	defer context.AfterFunc(ctx, func() { pipe.SetReadDeadline(time.Unix(1, 0)) })()
	file, err := unnamed()
	if err != nil {
		return nil, fmt.Errorf("keep what %s holds: %w", path, err)
	}
	most := int64(maxPiped)
	if limit.Bytes > 0 {
		most = min(most, limit.Bytes)
	}
	size, err := io.Copy(file, io.LimitReader(pipe, most+1))
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err == nil && size > most:
		err = &fs.PathError{Op: "read", Path: path, Err: tooLarge(fmt.Sprintf("the pipe has more than %d bytes; write them to a file", most))}
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &File{file: file, path: path, limit: limit, size: size}, nil
}

// unnamed creates a temporary file that disappears when it is closed.
func unnamed() (*os.File, error) {
	file, err := os.CreateTemp("", "kumite-pipe-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

package logs

import (
	"errors"
	"fmt"
	"image"
	"io"
	"path/filepath"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision/container"
	"github.com/kumite/kumite/vision/cv"
)

// Folder is an open log folder.
type Folder struct {
	Header
	Recordings []Entry // in the order of logs.json
	dir        string
}

// Open reads a folder's logs.json and checks it. The recordings are read when
// they are opened.
func Open(dir string) (*Folder, error) {
	x, err := readIndex(dir)
	if err != nil {
		return nil, err
	}
	if len(x.Recordings) == 0 {
		return nil, fmt.Errorf("open logs %s: it holds no recordings; record some", dir)
	}
	return &Folder{Header: x.Header, Recordings: x.Recordings, dir: dir}, nil
}

// Dir is the folder's path as it was given.
func (f *Folder) Dir() string { return f.dir }

// Rows reads the table of recording i, all rows checked, without its video.
func (f *Folder) Rows(i int) ([]Row, error) {
	e := f.Recordings[i]
	path := filepath.Join(f.dir, e.Actions)
	rows, err := readRows(f.dir, e.Actions, f.Classes)
	if err != nil {
		return nil, err
	}
	if e.Rows != 0 && e.Rows != len(rows) {
		return nil, fmt.Errorf("read %s: it has %s but %s says %d; record it again", path, number.Of(len(rows), "row"), FileName, e.Rows)
	}
	return rows, nil
}

// Recording streams one recording, frame by frame with its row. Calls must
// not overlap.
type Recording struct {
	rows  []Row
	video *cv.VideoReader
	path  string // of the video
	table string
	next  int
	frame cv.Frame
	short error // set by Next; see Short
}

// Open opens recording i: its table is read and checked whole, its video
// streamed. The caller closes it.
func (f *Folder) Open(i int) (*Recording, error) {
	rows, err := f.Rows(i)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, f.Recordings[i].Video)
	if err := f.has(f.Recordings[i].Video); err != nil {
		return nil, fmt.Errorf("open video %s: %w", path, err)
	}
	video, err := cv.OpenVideo(path)
	if err != nil {
		return nil, err
	}
	if video.Width() != f.Width || video.Height() != f.Height {
		err := fmt.Errorf("read %s: its frames are %d×%d but %s says %d×%d", path, video.Width(), video.Height(), FileName, f.Width, f.Height)
		return nil, errors.Join(err, video.Close())
	}
	return &Recording{
		rows: rows, video: video, path: path, table: filepath.Join(f.dir, f.Recordings[i].Actions),
		frame: cv.NewFrame(f.Width, f.Height),
	}, nil
}

// has returns an error if a file is not a regular one of the folder.
func (f *Folder) has(name string) error {
	file, err := safefile.OpenIn(f.dir, name, safefile.Video)
	if err != nil {
		return errors.Unwrap(err)
	}
	return file.Close()
}

// Rows is all rows of the recording, in order; the caller must not change them.
func (r *Recording) Rows() []Row { return r.rows }

// FPS is the frame rate that the video states, 0 where it states none.
func (r *Recording) FPS() float64 { return r.video.FPS() }

// Times reads when the frames are shown, in milliseconds after the first, by the
// video's own time stamps; nil where it has none.
func (r *Recording) Times() ([]float64, error) { return container.Times(r.path) }

// Next decodes the next frame and gives it with its row, or io.EOF after the
// last. The frame's memory is the recording's and overwritten by the next
// call. A video with more or fewer frames than the table has rows is an error,
// reported when the shorter one ends.
func (r *Recording) Next() (cv.Frame, Row, error) {
	row, err := r.advance(r.video.Next(r.frame))
	if err != nil {
		return cv.Frame{}, Row{}, err
	}
	return r.frame, row, nil
}

// Palettes reports whether the video has palette frames, which NextPaletted returns.
func (r *Recording) Palettes() bool { return r.video.Palettes() }

// NextPaletted is Next for a video of palette frames, whose colours it does not look up.
func (r *Recording) NextPaletted() (*image.Paletted, Row, error) {
	frame, err := r.video.NextPaletted()
	row, err := r.advance(err)
	if err != nil {
		return nil, Row{}, err
	}
	return frame, row, nil
}

// advance returns the row of a frame that was read with err.
func (r *Recording) advance(err error) (Row, error) {
	ended := err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF)
	switch {
	case ended && r.next == len(r.rows):
		if err != io.EOF {
			r.short = err
		}
		return Row{}, io.EOF
	case ended:
		return Row{}, fmt.Errorf("read %s: the video ends after %d frames but %s has %s; record it again",
			r.path, r.next, r.table, number.Of(len(r.rows), "row"))
	case err != nil:
		return Row{}, err
	case r.next == len(r.rows):
		return Row{}, fmt.Errorf("read %s: the video continues after frame %d but %s has only %s; record it again",
			r.path, r.next-1, r.table, number.Of(len(r.rows), "row"))
	}
	row := r.rows[r.next]
	r.next++
	return row, nil
}

// Short is, after the last frame, an error that says how many of the frames that the
// video states could be read; nil where that is all of them. Each row has its frame
// nevertheless.
func (r *Recording) Short() error { return r.short }

// Close frees the decoder; a second Close does nothing.
func (r *Recording) Close() error { return r.video.Close() }

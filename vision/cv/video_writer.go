package cv

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
)

// VideoWriter writes a video. CreateVideo writes lossless video, PNG images in Matroska, which
// for drawn frames is a third of the size of FFV1 and several times as fast to read. Calls
// must not overlap.
type VideoWriter struct {
	path    string
	encoder encoder
	size    image.Point
	written int
	closed  bool
}

// CreateVideo creates or replaces a file, whose name must end in .mkv, for frames of
// size.X × size.Y pixels at fps frames per second. The caller must close the writer to
// complete the file.
func CreateVideo(path string, size image.Point, fps float64) (*VideoWriter, error) {
	if filepath.Ext(path) != lossless.extension {
		return nil, fmt.Errorf("create video %s: want a name that ends in .mkv", path)
	}
	return lossless.create(path, size, fps)
}

// encoding is a video format.
type encoding struct {
	extension string // of the container's files
	codec     string // four characters of OpenCV's, "" for pngEncoder
	missing   string // error text if OpenCV does not support it
}

var lossless = encoding{extension: ".mkv"}

// create creates or replaces a file.
func (e encoding) create(path string, size image.Point, fps float64) (*VideoWriter, error) {
	if size.X < 1 || size.Y < 1 || size.X > vision.MaxSide || size.Y > vision.MaxSide {
		return nil, fmt.Errorf("create video %s: frames of %d×%d; want sides of 1 to %d", path, size.X, size.Y, vision.MaxSide)
	}
	if size.X%2 != 0 || size.Y%2 != 0 {
		return nil, fmt.Errorf("create video %s: frames of %d×%d; want even sides", path, size.X, size.Y)
	}
	if !(fps > 0 && fps <= 1000) {
		return nil, fmt.Errorf("create video %s: frame rate is %v; want above 0 and at most 1000", path, fps)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("create video %s: %w", path, err)
	}
	// OpenCV does not report why it cannot open a file; the operating system does.
	file, err := safefile.Create(absolute)
	if err != nil {
		return nil, fmt.Errorf("create video %s: %w", path, errors.Unwrap(err))
	}
	w := &VideoWriter{path: path, size: size}
	if e.codec == "" {
		w.encoder, err = newPNGEncoder(file, size, fps)
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	} else if err = file.Close(); err == nil {
		w.encoder, err = newCVEncoder(absolute, e.codec, e.missing, size, fps)
	}
	if err != nil {
		os.Remove(absolute)
		return nil, fmt.Errorf("create video %s: %w", path, err)
	}
	return w, nil
}

// Write appends a palette frame, which is not retained. Its palette must not be changed in
// place. A lossless file holds palette frames or captured frames, not both.
func (w *VideoWriter) Write(frame *image.Paletted) error {
	if err := w.takes(frame.Rect.Size()); err != nil {
		return err
	}
	if len(frame.Palette) == 0 {
		return fmt.Errorf("write video %s: frame %d has no palette", w.path, w.written)
	}
	return w.count(w.encoder.palette(frame))
}

// WriteCaptured appends a captured frame, which is not retained.
func (w *VideoWriter) WriteCaptured(frame Frame) error {
	if err := w.takes(image.Pt(frame.Width, frame.Height)); err != nil {
		return err
	}
	if err := frame.check(); err != nil {
		return fmt.Errorf("write video %s: %w", w.path, err)
	}
	return w.count(w.encoder.captured(frame))
}

// Frames returns the number of frames written.
func (w *VideoWriter) Frames() int { return w.written }

// Close completes the file and checks that it has all frames. A second Close does nothing.
func (w *VideoWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if err := w.encoder.close(); err != nil {
		return fmt.Errorf("write video %s: %w", w.path, err)
	}
	if w.written == 0 {
		return nil
	}
	// OpenCV does not report failed writes, so check the file's frame count.
	r, err := OpenVideo(w.path)
	if err != nil {
		return fmt.Errorf("write video %s: the file cannot be read back; check for a full disk", w.path)
	}
	defer r.Close()
	if r.FrameCount() != w.written {
		return fmt.Errorf("write video %s: %d of %d frames were written; check for a full disk", w.path, r.FrameCount(), w.written)
	}
	return nil
}

func (w *VideoWriter) takes(size image.Point) error {
	if w.closed {
		return fmt.Errorf("write video %s: the writer is closed", w.path)
	}
	if size != w.size {
		return fmt.Errorf("write video %s: frame %d is %d×%d; want %d×%d", w.path, w.written, size.X, size.Y, w.size.X, w.size.Y)
	}
	return nil
}

// count counts a frame that was written, if err is nil.
func (w *VideoWriter) count(err error) error {
	if err != nil {
		return fmt.Errorf("write video %s: frame %d: %w", w.path, w.written, err)
	}
	w.written++
	return nil
}

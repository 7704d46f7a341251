package cv

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
)

// VideoWriter writes a video. CreateVideo writes lossless video, PNG frames in Matroska,
// which for drawn frames is a third of the size of FFV1 and several times as fast to read.
// Calls must not overlap.
type VideoWriter struct {
	path    string
	writer  *gocv.VideoWriter
	mat     gocv.Mat
	pix     []uint8 // mat's memory, valid until Close
	size    image.Point
	written int
	closed  bool

	first   *color.Color // of the last palette, which identifies it
	entries int
	colors  colors
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
	codec     string // four characters
	missing   string // error text if OpenCV does not support it
}

var lossless = encoding{".mkv", "png ", "OpenCV has no PNG video encoder; install an OpenCV with FFmpeg"}

// create creates or replaces a file.
func (e encoding) create(path string, size image.Point, fps float64) (*VideoWriter, error) {
	if err := prepareVideo(); err != nil {
		return nil, fmt.Errorf("create video %s: %w", path, err)
	}
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
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("create video %s: %w", path, err)
	}
	writer, err := gocv.VideoWriterFileWithAPI(absolute, gocv.VideoCaptureFFmpeg, e.codec, fps, size.X, size.Y, true)
	if err == nil && !writer.IsOpened() {
		err = errors.New(e.missing)
	}
	if err != nil {
		writer.Close()
		os.Remove(absolute)
		return nil, fmt.Errorf("create video %s: %w", path, err)
	}
	w := &VideoWriter{path: path, writer: writer, size: size}
	w.mat = gocv.NewMatWithSize(size.Y, size.X, gocv.MatTypeCV8UC3)
	if w.pix, err = w.mat.DataPtrUint8(); err != nil {
		return nil, errors.Join(fmt.Errorf("create video %s: %w", path, err), w.Close())
	}
	return w, nil
}

// Write appends a palette frame, which is not retained. Its palette must not be changed in
// place.
func (w *VideoWriter) Write(frame *image.Paletted) error {
	if err := w.takes(frame.Rect.Size()); err != nil {
		return err
	}
	if len(frame.Palette) == 0 {
		return fmt.Errorf("write video %s: frame %d has no palette", w.path, w.written)
	}
	if &frame.Palette[0] != w.first || len(frame.Palette) != w.entries {
		w.colors.learn(frame)
		w.first, w.entries = &frame.Palette[0], len(frame.Palette)
	}
	w.colors.expand(w.pix, frame)
	return w.encode()
}

// WriteCaptured appends a captured frame, which is not retained.
func (w *VideoWriter) WriteCaptured(frame Frame) error {
	if err := w.takes(image.Pt(frame.Width, frame.Height)); err != nil {
		return err
	}
	if err := frame.check(); err != nil {
		return fmt.Errorf("write video %s: %w", w.path, err)
	}
	copy(w.pix, frame.Pix)
	return w.encode()
}

// Frames returns the number of frames written.
func (w *VideoWriter) Frames() int { return w.written }

// Close completes the file and checks that it has all frames. A second Close does nothing.
func (w *VideoWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed, w.pix = true, nil
	if err := errors.Join(w.writer.Close(), w.mat.Close()); err != nil {
		return fmt.Errorf("write video %s: %w", w.path, err)
	}
	if w.written == 0 {
		return nil
	}
	// The encoder does not report failed writes, so check the file's frame count.
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

func (w *VideoWriter) encode() error {
	if err := w.writer.Write(w.mat); err != nil {
		return fmt.Errorf("write video %s: frame %d: %w", w.path, w.written, err)
	}
	w.written++
	return nil
}

package cv

import (
	"fmt"
	"image"
	"io"
	"math"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// VideoReader reads the frames of a video file. Calls must not overlap.
type VideoReader struct {
	path    string
	decoder decoder
	width   int
	height  int
	stated  int // number of frames according to the file
	fps     float64
	read    int
	closed  bool
}

// OpenVideo opens a video file: a Matroska, WebM, MP4, AVI, MPEG, Ogg, ASF or Flash container
// that OpenCV's FFmpeg supports, and nothing that names other files. The palette frames of a
// [VideoWriter] are decoded without OpenCV. The caller must close the reader.
func OpenVideo(path string) (*VideoReader, error) {
	r := &VideoReader{path: path}
	if err := r.open(); err != nil {
		return nil, fmt.Errorf("open video %s: %w", path, err)
	}
	if r.width < 1 || r.height < 1 || r.width > vision.MaxSide || r.height > vision.MaxSide {
		r.Close()
		return nil, fmt.Errorf("open video %s: frames of %d×%d; want sides of 1 to %d", path, r.width, r.height, vision.MaxSide)
	}
	return r, nil
}

func (r *VideoReader) open() error {
	if d := openPalettes(r.path); d != nil {
		r.decoder, r.width, r.height, r.fps, r.stated = d, d.images.Size.X, d.images.Size.Y, d.images.FPS, d.images.Frames
		return nil
	}
	d, err := openFFmpeg(r.path)
	if err != nil {
		return err
	}
	r.decoder, r.width, r.height = d, int(d.capture.Get(gocv.VideoCaptureFrameWidth)), int(d.capture.Get(gocv.VideoCaptureFrameHeight))
	r.fps, r.stated = d.capture.Get(gocv.VideoCaptureFPS), int(math.Round(max(d.capture.Get(gocv.VideoCaptureFrameCount), 0)))
	return nil
}

// Width returns the width of a frame in pixels.
func (r *VideoReader) Width() int { return r.width }

// Height returns the height of a frame in pixels.
func (r *VideoReader) Height() int { return r.height }

// FrameCount returns the number of frames that the file states, or 0 if it states none. It
// is exact for files of a [VideoWriter]; for other files it may be an estimate from
// duration and frame rate.
func (r *VideoReader) FrameCount() int { return r.stated }

// FPS returns the frame rate that the file states, or 0 if it states none.
func (r *VideoReader) FPS() float64 { return max(r.fps, 0) }

// Palettes reports whether frames are palette frames, which NextPaletted returns.
func (r *VideoReader) Palettes() bool {
	_, ok := r.decoder.(*palettes)
	return ok
}

// NextPaletted is Next for a video of palette frames. The frame's memory is the reader's and
// overwritten by the next call, except for its palette.
func (r *VideoReader) NextPaletted() (*image.Paletted, error) {
	if r.closed {
		return nil, fmt.Errorf("read video %s: the reader is closed", r.path)
	}
	d, ok := r.decoder.(*palettes)
	if !ok {
		return nil, fmt.Errorf("read video %s: its frames are not palette frames", r.path)
	}
	frame, err := d.frame()
	if err != nil {
		return nil, r.ended(err)
	}
	r.read++
	return frame, nil
}

// Next decodes the next frame into into, which must have the video's size. It returns
// io.EOF after the last frame, or an error that wraps io.ErrUnexpectedEOF if fewer frames
// can be read than the file states.
func (r *VideoReader) Next(into Frame) error {
	if r.closed {
		return fmt.Errorf("read video %s: the reader is closed", r.path)
	}
	if into.Width != r.width || into.Height != r.height || len(into.Pix) != 3*r.width*r.height {
		return fmt.Errorf("read video %s: buffer is for %d×%d; want %d×%d", r.path, into.Width, into.Height, r.width, r.height)
	}
	if err := r.decoder.next(into); err != nil {
		return r.ended(err)
	}
	r.read++
	return nil
}

// ended returns the error of a decoder: io.EOF only if no frame is missing.
func (r *VideoReader) ended(err error) error {
	if err != io.EOF {
		return fmt.Errorf("read video %s: frame %d: %w", r.path, r.read, err)
	}
	if err := endsEarly(r.path, r.read, r.stated, r.fps); err != nil {
		return fmt.Errorf("read video %s: %w; record it again", r.path, err)
	}
	return io.EOF
}

// Close frees the decoder; a second Close does nothing.
func (r *VideoReader) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	return r.decoder.close()
}

package cv

import (
	"errors"
	"fmt"
	"io"
	"math"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// VideoReader reads the frames of a video file. Calls must not overlap.
type VideoReader struct {
	path    string
	capture *gocv.VideoCapture
	mat     gocv.Mat
	width   int
	height  int
	stated  int // number of frames according to the file
	fps     float64
	read    int
	closed  bool
}

// OpenVideo opens a video file: a Matroska, WebM, MP4, AVI, MPEG, Ogg, ASF or Flash container
// that OpenCV's FFmpeg supports, and nothing that names other files. The caller must close
// the reader.
func OpenVideo(path string) (r *VideoReader, err error) {
	if err := prepareVideo(); err != nil {
		return nil, fmt.Errorf("open video %s: %w", path, err)
	}
	file, same, err := openContainer(path)
	if err != nil {
		return nil, fmt.Errorf("open video %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	capture, err := gocv.VideoCaptureFileWithAPI(same, gocv.VideoCaptureFFmpeg)
	if err != nil || !capture.IsOpened() {
		if capture != nil {
			capture.Close() // gocv returns a capture with its error
		}
		return nil, fmt.Errorf("open video %s: not a video that FFmpeg can read; record it again or convert it", path)
	}
	r = &VideoReader{
		path: path, capture: capture, mat: gocv.NewMat(),
		width:  int(capture.Get(gocv.VideoCaptureFrameWidth)),
		height: int(capture.Get(gocv.VideoCaptureFrameHeight)),
		fps:    capture.Get(gocv.VideoCaptureFPS),
		stated: int(math.Round(max(capture.Get(gocv.VideoCaptureFrameCount), 0))),
	}
	if r.width < 1 || r.height < 1 || r.width > vision.MaxSide || r.height > vision.MaxSide {
		r.Close()
		return nil, fmt.Errorf("open video %s: frames of %d×%d; want sides of 1 to %d", path, r.width, r.height, vision.MaxSide)
	}
	return r, nil
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
	if !r.capture.Read(&r.mat) || r.mat.Empty() {
		if err := endsEarly(r.path, r.read, r.stated, r.fps); err != nil {
			return fmt.Errorf("read video %s: %w; record it again", r.path, err)
		}
		return io.EOF
	}
	if r.mat.Cols() != r.width || r.mat.Rows() != r.height || r.mat.Type() != gocv.MatTypeCV8UC3 {
		return fmt.Errorf("read video %s: frame %d is %d×%d with %d channels; want %d×%d with 3 of 8 bits",
			r.path, r.read, r.mat.Cols(), r.mat.Rows(), r.mat.Channels(), r.width, r.height)
	}
	pix, err := r.mat.DataPtrUint8()
	if err != nil {
		return fmt.Errorf("read video %s: frame %d: %w", r.path, r.read, err)
	}
	copy(into.Pix, pix)
	r.read++
	return nil
}

// Close frees the decoder; a second Close does nothing.
func (r *VideoReader) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	return errors.Join(r.mat.Close(), r.capture.Close())
}

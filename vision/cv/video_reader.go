package cv

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// VideoReader streams the frames of a video file. Calls must not overlap.
type VideoReader struct {
	path    string
	capture *gocv.VideoCapture
	mat     gocv.Mat
	width   int
	height  int
	claimed int
	fps     float64
	read    int
	closed  bool
}

// OpenVideo opens a video file of any kind that OpenCV's FFmpeg reads. The
// caller closes it.
func OpenVideo(path string) (*VideoReader, error) {
	prepare()
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("open video %s: %w", path, errors.Unwrap(err))
	case info.IsDir():
		return nil, fmt.Errorf("open video %s: it is a folder; name a video file", path)
	case info.Size() == 0:
		return nil, fmt.Errorf("open video %s: the file is empty; record it again", path)
	}
	// An absolute path cannot be taken for an address such as "udp:…".
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open video %s: %w", path, err)
	}
	capture, err := gocv.VideoCaptureFileWithAPI(absolute, gocv.VideoCaptureFFmpeg)
	if err != nil || !capture.IsOpened() {
		if capture != nil {
			capture.Close() // gocv returns one beside its error
		}
		return nil, fmt.Errorf("open video %s: it is no video that FFmpeg reads; record it again or convert it", path)
	}
	r := &VideoReader{
		path: path, capture: capture, mat: gocv.NewMat(),
		width:   int(capture.Get(gocv.VideoCaptureFrameWidth)),
		height:  int(capture.Get(gocv.VideoCaptureFrameHeight)),
		fps:     capture.Get(gocv.VideoCaptureFPS),
		claimed: int(math.Round(max(capture.Get(gocv.VideoCaptureFrameCount), 0))),
	}
	if r.width < 1 || r.height < 1 || r.width > vision.MaxSide || r.height > vision.MaxSide {
		r.Close()
		return nil, fmt.Errorf("open video %s: frames of %d×%d; want sides of 1 to %d", path, r.width, r.height, vision.MaxSide)
	}
	return r, nil
}

// Width is the width of a frame in pixels.
func (r *VideoReader) Width() int { return r.width }

// Height is the height of a frame in pixels.
func (r *VideoReader) Height() int { return r.height }

// FrameCount is how many frames the file says it has, 0 where it does not say.
// It is exact for what [VideoWriter] wrote and an estimate, from duration and
// rate, for some other files.
func (r *VideoReader) FrameCount() int { return r.claimed }

// FPS is how many frames a second the file says it has, 0 where it does not say.
func (r *VideoReader) FPS() float64 { return max(r.fps, 0) }

// Next decodes the next frame into the caller's frame, which must have the
// video's size. It returns io.EOF after the last frame, and an error that
// wraps io.ErrUnexpectedEOF where the video ends before FrameCount.
func (r *VideoReader) Next(into Frame) error {
	if r.closed {
		return fmt.Errorf("read video %s: it is closed", r.path)
	}
	if into.Width != r.width || into.Height != r.height || len(into.Pix) != 3*r.width*r.height {
		return fmt.Errorf("read video %s: the buffer is for %d×%d; want %d×%d", r.path, into.Width, into.Height, r.width, r.height)
	}
	if !r.capture.Read(&r.mat) || r.mat.Empty() {
		if r.read < r.claimed {
			return fmt.Errorf("read video %s: it ends or breaks at frame %d of %d: %w; record it again", r.path, r.read, r.claimed, io.ErrUnexpectedEOF)
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

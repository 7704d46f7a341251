package cv

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// Seen identifies a frame of a source.
type Seen struct {
	Number int           // of the frame, from 0
	At     time.Time     // when it was read
	Media  time.Duration // its time in the source by the frame rate; 0 if a live source states none
}

// Capture reads frames from a file, a camera, a stream or a GStreamer pipeline. Run reads
// frames at the source's own rate and keeps only the newest, so that a slow viewer misses
// frames.
//
// Run must be called once, on its own goroutine; Newest and Pause may be called
// concurrently with it.
type Capture struct {
	source  string
	capture *gocv.VideoCapture
	live    bool
	path    string // of a file, "" for other sources
	stated  int    // number of frames according to the file
	fps     float64
	size    image.Point

	mu     sync.Mutex
	newest Frame // swapped with Run's buffer
	seen   Seen
	any    bool
	pace   pace
	closed bool
}

// defaultFPS is the frame rate of a file that states none.
const defaultFPS = 30

// OpenCapture opens a source: the number of a camera or its /dev/video file, a GStreamer
// pipeline (containing " ! " and ending in appsink), a URL (containing "://"), or else a
// video file. All frames must have the same size. The caller must close the capture.
func OpenCapture(source string) (*Capture, error) {
	if err := prepareVideo(); err != nil {
		return nil, fmt.Errorf("open source %s: %w", source, err)
	}
	c := &Capture{source: source, live: true}
	open := c.openFile
	switch number, isDevice := device(source); {
	case isDevice:
		open = func() error { return c.openDevice(number) }
	case strings.Contains(source, " ! "):
		open = c.openPipeline
	case strings.Contains(source, "://") && !strings.HasPrefix(source, "file://"):
		open = c.openAddress
	}
	if err := open(); err != nil {
		if c.capture != nil {
			c.capture.Close()
		}
		return nil, fmt.Errorf("open source %s: %w", source, err)
	}
	if c.fps = c.capture.Get(gocv.VideoCaptureFPS); !(c.fps > 0 && c.fps <= 1000) {
		c.fps = 0
	}
	if !c.live && c.fps == 0 {
		c.fps = defaultFPS
	}
	if c.path != "" {
		c.stated = int(math.Round(max(c.capture.Get(gocv.VideoCaptureFrameCount), 0)))
	}
	c.size = image.Pt(int(c.capture.Get(gocv.VideoCaptureFrameWidth)), int(c.capture.Get(gocv.VideoCaptureFrameHeight)))
	if c.size.X < 1 || c.size.Y < 1 || c.size.X > vision.MaxSide || c.size.Y > vision.MaxSide {
		c.capture.Close()
		return nil, fmt.Errorf("open source %s: frames of %d×%d; want sides of 1 to %d", source, c.size.X, c.size.Y, vision.MaxSide)
	}
	c.newest = NewFrame(c.size.X, c.size.Y)
	return c, nil
}

// Size returns the size of every frame in pixels. A preprocessor for that size resizes the
// whole frame to the model's input without keeping the aspect ratio.
func (c *Capture) Size() image.Point { return c.size }

// Live reports whether the source is a camera, a stream or a pipeline, which cannot be
// paused.
func (c *Capture) Live() bool { return c.live }

// FPS returns the frame rate. If the source states none, it is 0 for a live source and 30
// for a file.
func (c *Capture) FPS() float64 { return c.fps }

// Pause pauses or resumes a file. It has no effect on a live source.
func (c *Capture) Pause(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pace.pause(on, time.Now())
}

// Newest copies the newest frame to into, which must have the source's size. It returns
// false if there is no new frame since the last call. The frame's age is the time since
// Seen.At.
func (c *Capture) Newest(into Frame) (Seen, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.any || len(into.Pix) != len(c.newest.Pix) {
		return Seen{}, false
	}
	copy(into.Pix, c.newest.Pix)
	c.any = false
	return c.seen, true
}

// Run reads frames until a file ends or ctx is cancelled, and then returns nil. The end of
// a live source is an error. A file with fewer frames than it states is an error that wraps
// io.ErrUnexpectedEOF. Run waits for a read in progress.
func (c *Capture) Run(ctx context.Context) error {
	mat, back := gocv.NewMat(), NewFrame(c.size.X, c.size.Y)
	defer mat.Close()
	c.mu.Lock()
	c.pace.start(time.Now(), c.fps)
	c.mu.Unlock()
	for n := 0; ctx.Err() == nil; n++ {
		err := c.read(&mat, back, n)
		switch {
		case errors.Is(err, io.EOF) && c.path != "" && n > 0:
			if err := endsEarly(c.path, n, c.stated, c.fps); err != nil {
				return fmt.Errorf("source %s: %w", c.source, err)
			}
			return nil
		case errors.Is(err, io.EOF) && !c.live && n > 0:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("source %s: no more frames after %d", c.source, n)
		case err != nil:
			return fmt.Errorf("source %s: read frame %d: %w", c.source, n, err)
		}
		if !c.live && !c.wait(ctx, n) {
			return nil
		}
		c.mu.Lock()
		c.newest, back = back, c.newest
		c.seen, c.any = Seen{Number: n, At: time.Now()}, true
		if c.fps > 0 {
			c.seen.Media = time.Duration(float64(n) * float64(time.Second) / c.fps)
		}
		c.mu.Unlock()
	}
	return nil
}

// read reads one frame.
func (c *Capture) read(mat *gocv.Mat, into Frame, n int) error {
	if c.closed {
		return errors.New("the capture is closed")
	}
	if !c.capture.Read(mat) || mat.Empty() {
		return io.EOF
	}
	if mat.Cols() != c.size.X || mat.Rows() != c.size.Y || mat.Type() != gocv.MatTypeCV8UC3 {
		return fmt.Errorf("frame is %d×%d with %d channels; want %d×%d with 3 of 8 bits", mat.Cols(), mat.Rows(), mat.Channels(), c.size.X, c.size.Y)
	}
	pix, err := mat.DataPtrUint8()
	if err != nil {
		return err
	}
	copy(into.Pix, pix)
	return nil
}

// wait waits until a file's frame is due. It returns false if ctx is cancelled.
func (c *Capture) wait(ctx context.Context, n int) bool {
	for {
		c.mu.Lock()
		left := c.pace.left(n, time.Now())
		c.mu.Unlock()
		if left <= 0 {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(min(left, pausePoll)):
		}
	}
}

// Close closes the source. It must not be called before Run has returned. A second Close
// does nothing.
func (c *Capture) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	return c.capture.Close()
}

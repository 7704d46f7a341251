package cv

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"net/url"
	"os"
	"runtime"
	"strconv"
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
	prepare()
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
	c.size = image.Pt(int(c.capture.Get(gocv.VideoCaptureFrameWidth)), int(c.capture.Get(gocv.VideoCaptureFrameHeight)))
	if c.size.X < 1 || c.size.Y < 1 || c.size.X > vision.MaxSide || c.size.Y > vision.MaxSide {
		c.capture.Close()
		return nil, fmt.Errorf("open source %s: frames of %d×%d; want sides of 1 to %d", source, c.size.X, c.size.Y, vision.MaxSide)
	}
	c.newest = NewFrame(c.size.X, c.size.Y)
	return c, nil
}

// device parses "0" or "/dev/video0".
func device(source string) (int, bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(source, "/dev/video"), 10, 16)
	return int(n), err == nil
}

func (c *Capture) openDevice(number int) (err error) {
	node := fmt.Sprintf("/dev/video%d", number)
	if _, missing := os.Stat(node); errors.Is(missing, os.ErrNotExist) && runtime.GOOS == "linux" {
		return fmt.Errorf("there is no %s; check that the camera is plugged in", node)
	}
	c.capture, err = gocv.VideoCaptureDevice(number)
	return c.opened(err, "the camera cannot be opened; check that no other program uses it and that you have permission")
}

func (c *Capture) openPipeline() (err error) {
	c.capture, err = gocv.VideoCaptureFileWithAPI(c.source, gocv.VideoCaptureGstreamer)
	return c.opened(err, "GStreamer cannot play the pipeline; it must end in appsink, and OpenCV must be built with GStreamer; test it with gst-launch-1.0")
}

func (c *Capture) openAddress() (err error) {
	if u, bad := url.Parse(c.source); bad != nil || u.Scheme == "" {
		return errors.New("not a URL; want e.g. rtsp://HOST/PATH")
	}
	c.capture, err = gocv.VideoCaptureFileWithAPI(c.source, gocv.VideoCaptureFFmpeg)
	return c.opened(err, "FFmpeg cannot open it; check that it plays with ffplay")
}

func (c *Capture) openFile() error {
	c.live = false
	path := c.source
	if u, err := url.Parse(path); err == nil && u.Scheme == "file" {
		path = u.Path
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return errors.New("no such file; want a video file, a camera's number, a URL or a GStreamer pipeline")
	}
	file, same, err := openContainer(path)
	if err != nil {
		return err
	}
	defer file.Close() // it was only read
	c.capture, err = gocv.VideoCaptureFileWithAPI(same, gocv.VideoCaptureFFmpeg)
	return c.opened(err, "not a video that FFmpeg can read; convert it")
}

func (c *Capture) opened(err error, otherwise string) error {
	if err != nil || !c.capture.IsOpened() {
		return errors.New(otherwise)
	}
	return nil
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
// a live source is an error. Run waits for a read in progress.
func (c *Capture) Run(ctx context.Context) error {
	mat, back := gocv.NewMat(), NewFrame(c.size.X, c.size.Y)
	defer mat.Close()
	c.mu.Lock()
	c.pace.start(time.Now(), c.fps)
	c.mu.Unlock()
	for n := 0; ctx.Err() == nil; n++ {
		err := c.read(&mat, back, n)
		switch {
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

// pace is the schedule of a file's frames: absolute times at the file's frame rate, shifted
// by pauses.
type pace struct {
	began  time.Time
	every  time.Duration
	paused time.Time // start of the pause; zero while playing
}

// pausePoll is the interval at which a paused file checks for the end of the pause.
const pausePoll = 50 * time.Millisecond

func (p *pace) start(now time.Time, fps float64) {
	p.began = now
	if fps > 0 {
		p.every = time.Duration(math.Round(float64(time.Second) / fps))
	}
	if !p.paused.IsZero() {
		p.paused = now
	}
}

func (p *pace) pause(on bool, now time.Time) {
	switch {
	case on && p.paused.IsZero():
		p.paused = now
	case !on && !p.paused.IsZero():
		p.began = p.began.Add(now.Sub(p.paused))
		p.paused = time.Time{}
	}
}

// left returns the time until a frame is due, or pausePoll while paused.
func (p *pace) left(n int, now time.Time) time.Duration {
	if !p.paused.IsZero() {
		return pausePoll
	}
	return p.began.Add(time.Duration(n) * p.every).Sub(now)
}

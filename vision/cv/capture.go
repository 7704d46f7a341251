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
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision"
)

// Seen says which frame of a source was seen.
type Seen struct {
	Number int           // of the frame, from 0
	At     time.Time     // when it came
	Media  time.Duration // its time in the source, from the frame rate; 0 for a live source that states none
}

// Capture reads frames from a file, a camera, a stream or a GStreamer pipeline.
// Run reads on its own goroutine, and the newest frame wins: a file plays at
// its own pace and a live source at the world's, however slow the viewer is.
//
// Run is one goroutine's, Newest and the rest may be called beside it.
type Capture struct {
	source  string
	capture *gocv.VideoCapture
	live    bool
	fps     float64
	size    image.Point

	mu     sync.Mutex
	newest Frame // swapped with Run's own
	seen   Seen
	any    bool
	pace   pace
	closed bool
}

// defaultFPS is the pace of a file that states none.
const defaultFPS = 30

// OpenCapture opens a source: the number of a camera or its /dev/video file, a
// GStreamer pipeline (with " ! " in it, ending in appsink), an address with
// "://" in it, or else a video file. The first frame's size is that of all. The
// caller closes it.
func OpenCapture(source string) (*Capture, error) {
	prepare()
	c := &Capture{source: source, live: true}
	open := c.openFile
	switch number, isDevice := device(source); {
	case isDevice:
		open = func() error { return c.openDevice(number) }
	case strings.Contains(source, " ! "):
		open = c.openPipeline
	case strings.Contains(source, "://"):
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

// device reads "0" or "/dev/video0".
func device(source string) (int, bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(source, "/dev/video"), 10, 16)
	return int(n), err == nil
}

func (c *Capture) openDevice(number int) (err error) {
	node := fmt.Sprintf("/dev/video%d", number)
	if _, missing := os.Stat(node); errors.Is(missing, os.ErrNotExist) && runtime.GOOS == "linux" {
		return fmt.Errorf("there is no %s; is the camera plugged in?", node)
	}
	c.capture, err = gocv.VideoCaptureDevice(number)
	return c.opened(err, "the camera gives nothing; is another program using it, and may you read it?")
}

func (c *Capture) openPipeline() (err error) {
	c.capture, err = gocv.VideoCaptureFileWithAPI(c.source, gocv.VideoCaptureGstreamer)
	return c.opened(err, "GStreamer cannot play it; it must end in appsink, and OpenCV must be built with GStreamer; try it with gst-launch-1.0")
}

func (c *Capture) openAddress() (err error) {
	if u, bad := url.Parse(c.source); bad != nil || u.Scheme == "" {
		return errors.New("it is no address; want e.g. rtsp://HOST/PATH")
	}
	c.live = !strings.HasPrefix(c.source, "file://")
	c.capture, err = gocv.VideoCaptureFileWithAPI(c.source, gocv.VideoCaptureFFmpeg)
	return c.opened(err, "FFmpeg cannot open it; is it there, and does it play with ffplay?")
}

func (c *Capture) openFile() error {
	c.live = false
	info, err := os.Stat(c.source)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errors.New("there is no such file; want a video file, a camera's number, an address or a GStreamer pipeline")
	case err != nil:
		return errors.Unwrap(err)
	case info.IsDir():
		return errors.New("it is a folder; name a video file")
	case info.Mode().IsRegular() && info.Size() == 0:
		return errors.New("the file is empty; record it again")
	}
	absolute, err := filepath.Abs(c.source)
	if err != nil {
		return err
	}
	c.capture, err = gocv.VideoCaptureFileWithAPI(absolute, gocv.VideoCaptureFFmpeg)
	return c.opened(err, "it is no video that FFmpeg reads; convert it")
}

func (c *Capture) opened(err error, otherwise string) error {
	if err != nil || !c.capture.IsOpened() {
		return errors.New(otherwise)
	}
	return nil
}

// Size is the size of every frame in pixels. A model's preprocessor for that
// size takes them as they are: the whole picture is resized to the model's
// input, stretched where the shapes differ, with no border.
func (c *Capture) Size() image.Point { return c.size }

// Live says that the source cannot wait: a camera, a stream or a pipeline.
func (c *Capture) Live() bool { return c.live }

// FPS is how many frames a second the source states, 0 for a live one that does
// not; a file that does not plays at 30.
func (c *Capture) FPS() float64 { return c.fps }

// Pause halts a file, or lets it go on. A live source goes on in any case.
func (c *Capture) Pause(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pace.pause(on, time.Now())
}

// Newest copies the newest frame into the caller's frame, which must have the
// source's size, if it is another than the last that was copied. Its age is the
// time since Seen.At.
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

// Run reads until the source or the context ends, which is no error; a live
// source that ends is one. A read that is under way is awaited.
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
			return fmt.Errorf("source %s: it gives no more after %d frames", c.source, n)
		case err != nil:
			return fmt.Errorf("source %s: frame %d: %w", c.source, n, err)
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
		return errors.New("it is closed")
	}
	if !c.capture.Read(mat) || mat.Empty() {
		return io.EOF
	}
	if mat.Cols() != c.size.X || mat.Rows() != c.size.Y || mat.Type() != gocv.MatTypeCV8UC3 {
		return fmt.Errorf("it is %d×%d with %d channels; want %d×%d with 3 of 8 bits", mat.Cols(), mat.Rows(), mat.Channels(), c.size.X, c.size.Y)
	}
	pix, err := mat.DataPtrUint8()
	if err != nil {
		return err
	}
	copy(into.Pix, pix)
	return nil
}

// wait sleeps until a file's frame is due; false says that the context ended.
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
		case <-time.After(min(left, pauseLook)):
		}
	}
}

// Close frees the source once Run has returned; a second Close does nothing.
func (c *Capture) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	return c.capture.Close()
}

// pace says when a file's frames are due: at its own rate, on an absolute
// schedule that a pause moves.
type pace struct {
	began  time.Time
	every  time.Duration
	paused time.Time // when; zero while it plays
}

// pauseLook is how soon a file that was paused goes on.
const pauseLook = 50 * time.Millisecond

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

// left is the time until a frame is due; while it is paused, always some.
func (p *pace) left(n int, now time.Time) time.Duration {
	if !p.paused.IsZero() {
		return pauseLook
	}
	return p.began.Add(time.Duration(n) * p.every).Sub(now)
}

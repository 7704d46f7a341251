package cv

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"gocv.io/x/gocv"
)

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

func (c *Capture) openFile() (err error) {
	c.live = false
	path := c.source
	if u, err := url.Parse(path); err == nil && u.Scheme == "file" {
		path = u.Path
	}
	if c.path, err = filepath.Abs(path); err != nil {
		return err
	}
	switch info, err := os.Stat(c.path); {
	case path == "" || errors.Is(err, os.ErrNotExist):
		return errors.New("no such file; want a video file, a camera's number, a URL or a GStreamer pipeline")
	case err != nil:
		return errors.Unwrap(err)
	case info.IsDir():
		return errors.New("not a video file but a folder; name a video file")
	case info.Mode().IsRegular() && info.Size() == 0:
		return errors.New("the file is empty; record it again")
	}
	file, same, err := openContainer(c.path)
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

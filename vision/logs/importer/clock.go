package importer

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/vision/container"
	"github.com/kumite/kumite/vision/cv"
)

// clock says when the frames of a video are shown.
type clock struct {
	ms      []float64 // of each frame, rising from 0
	end     float64   // of the last frame, ms
	stamped bool
	size    image.Point
}

// mostFrames is a day and a half of 120 frames a second.
const mostFrames = 1 << 24

// readClock reads the time stamps of a video, or computes them from its frame
// rate.
func readClock(path string) (c clock, err error) {
	video, err := cv.OpenVideo(path)
	if err != nil {
		return c, err
	}
	n, fps := video.FrameCount(), video.FPS()
	c.size = image.Pt(video.Width(), video.Height())
	if err := video.Close(); err != nil {
		return c, err
	}
	if c.ms, err = container.Times(path); err != nil {
		return c, err
	}
	c.stamped = len(c.ms) > 0
	if !c.stamped {
		if n < 1 || !(fps > 0) {
			return c, fmt.Errorf("read %s: it says neither when its frames are shown nor how many there are; convert it to MP4 or Matroska", path)
		}
		if n > mostFrames {
			return c, fmt.Errorf("read %s: it says that it has %d frames; want at most %d; convert it to rebuild its index", path, n, mostFrames)
		}
		for i := range n {
			c.ms = append(c.ms, float64(i)*1000/fps)
		}
	}
	last := c.ms[len(c.ms)-1]
	step := 0.0 // that the last frame lasts: the mean
	if len(c.ms) > 1 {
		step = last / float64(len(c.ms)-1)
	} else if fps > 0 {
		step = 1000 / fps
	}
	c.end = last + step
	return c, nil
}

// spread is the least and most time from frame to frame, in ms.
func (c clock) spread() (least, most float64) {
	for i := 1; i < len(c.ms); i++ {
		d := c.ms[i] - c.ms[i-1]
		if i == 1 || d < least {
			least = d
		}
		most = max(most, d)
	}
	return least, most
}

package cv

import (
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/container/containertest"
)

// cutVideo writes a video of 40 frames and cuts the file.
func cutVideo(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, image.Pt(320, 180), 40)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)*6/10], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACutFileEndsWithHowManyFramesCouldBeRead(t *testing.T) {
	path := cutVideo(t, "a.mkv")
	err := source(t, path).Run(t.Context())
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "of 40 frames can be read") {
		t.Errorf("captured: got %v, want the file and how many of 40 frames can be read", err)
	}
	r, frame := open(t, path), NewFrame(320, 180)
	for err = nil; err == nil; {
		err = r.Next(frame)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "of 40 frames can be read") {
		t.Errorf("read: got %v, want how many of 40 frames can be read", err)
	}
}

// A Matroska file states a duration. The number of frames that OpenCV computes from it
// is wrong if the frame rate varies.
func TestAFileOfAnUnevenFrameRateIsComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mkv")
	write(t, path, image.Pt(34, 18), 20)
	ms := make([]int, 20)
	for i := range ms {
		ms[i] = 110*i - 60*(i%2)
	}
	if err := containertest.Retime(path, ms); err != nil {
		t.Fatal(err)
	}
	for _, stated := range []int{21, 22} {
		if err := endsEarly(path, 20, stated, 10); err != nil {
			t.Errorf("all frames of %d that are stated by duration: %v, want nil", stated, err)
		}
	}
	if err := endsEarly(path, 19, 20, 10); err == nil || !strings.Contains(err.Error(), "19 of 20 frames") {
		t.Errorf("a frame is missing: got %v, want 19 of 20 frames", err)
	}
	if err := endsEarly(path, 20, 40, 10); err == nil || !strings.Contains(err.Error(), "20 of 40 frames") {
		t.Errorf("half of the duration is missing: got %v, want 20 of 40 frames", err)
	}
}

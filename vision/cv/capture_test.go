package cv

import (
	"bytes"
	"context"
	"errors"
	"image"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func source(t *testing.T, name string) *Capture {
	t.Helper()
	c, err := OpenCapture(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(c.Close(), c.Close()); err != nil {
			t.Error(err)
		}
	})
	return c
}

// video writes a video of 20 frames, 10 per second.
func video(t *testing.T) (path string, frames []Frame) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.mkv")
	return path, write(t, path, image.Pt(34, 18), 20)
}

func TestAFilePlaysAtItsFrameRateAndTheNewestFrameIsReturned(t *testing.T) {
	path, want := video(t)
	c := source(t, path)
	if c.Live() || c.FPS() != 10 || c.Size() != image.Pt(34, 18) {
		t.Errorf("live %v, %v frames per second, %v; want false, 10 and 34×18", c.Live(), c.FPS(), c.Size())
	}
	synctest.Test(t, func(t *testing.T) {
		done := make(chan error, 1)
		go func() { done <- c.Run(t.Context()) }()
		got := NewFrame(34, 18)
		start := time.Now()
		for _, look := range []struct {
			at     time.Duration
			number int
		}{{50, 0}, {150, 1}, {1250, 12}, {1950, 19}} {
			time.Sleep(time.Until(start.Add(look.at * time.Millisecond)))
			synctest.Wait()
			seen, ok := c.Newest(got)
			if age := time.Since(seen.At); !ok || seen.Number != look.number || age != 50*time.Millisecond || seen.Media != time.Duration(look.number)*100*time.Millisecond {
				t.Errorf("at %d ms: frame %d of %v, %v old, %v; want frame %d, 50 ms old", look.at, seen.Number, seen.Media, age, ok, look.number)
			}
			if !bytes.Equal(got.Pix, want[look.number].Pix) {
				t.Errorf("at %d ms: frame %d is changed", look.at, look.number)
			}
			if _, ok := c.Newest(got); ok {
				t.Errorf("at %d ms: the same frame is returned twice", look.at)
			}
		}
		if err := <-done; err != nil {
			t.Errorf("at the end of a file: %v, want nil", err)
		}
	})
}

func TestAPausedFileResumesWhereItStopped(t *testing.T) {
	path, _ := video(t)
	c := source(t, path)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Run(ctx) }()
		got := NewFrame(34, 18)
		time.Sleep(550 * time.Millisecond)
		c.Pause(true)
		time.Sleep(time.Minute)
		if seen, _ := c.Newest(got); seen.Number != 5 {
			t.Errorf("paused at frame 5: got frame %d, want 5", seen.Number)
		}
		c.Pause(false)
		time.Sleep(500 * time.Millisecond)
		synctest.Wait()
		if seen, _ := c.Newest(got); seen.Number < 9 || seen.Number > 10 {
			t.Errorf("half a second after frame 5: got frame %d, want 9 or 10", seen.Number)
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("when cancelled: got %v, want nil", err)
		}
	})
}

func TestAURLIsPlayed(t *testing.T) {
	path, want := video(t)
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(path))))
	defer server.Close()
	c := source(t, server.URL+"/a.mkv")
	if !c.Live() {
		t.Error("a stream is not live")
	}
	err := c.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "no more frames after 20") {
		t.Errorf("at the end of a live source: %v, want an error with the number of frames", err)
	}
	got := NewFrame(34, 18)
	if seen, ok := c.Newest(got); !ok || seen.Number != 19 || !bytes.Equal(got.Pix, want[19].Pix) {
		t.Errorf("the newest frame is %d, want the last of 20", seen.Number)
	}
}

func TestSourcesThatCannotBeOpenedAreReportedInOneLine(t *testing.T) {
	dir := t.TempDir()
	empty, text := filepath.Join(dir, "empty.mkv"), filepath.Join(dir, "text.mkv")
	if err := errors.Join(os.WriteFile(empty, nil, 0o644), os.WriteFile(text, []byte("no video"), 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, reason := range map[string]string{
		filepath.Join(dir, "none.mkv"): "no such file",
		dir:                            "folder",
		empty:                          "empty",
		text:                           "not a video",
		"/dev/video97":                 "no /dev/video97",
		"98":                           "no /dev/video98",
		"nosuchsrc ! appsink":          "gst-launch",
		"http://127.0.0.1:1/a.mkv":     "FFmpeg",
		"":                             "no such file",
	} {
		c, err := OpenCapture(name)
		if err == nil {
			c.Close()
			t.Errorf("%q: no error", name)
			continue
		}
		if text := err.Error(); !strings.Contains(text, name) || !strings.Contains(text, reason) || strings.Contains(text, "\n") {
			t.Errorf("%q: got %q, want one line with the name and %q", name, text, reason)
		}
	}
}

package container_test

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/vision/container"
)

// matroska writes n frames at fps frames a second and returns the file's path.
func matroska(t testing.TB, n int, fps float64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.mkv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := container.NewWriter(f, image.Pt(320, 180), fps)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := w.WriteFrame(content(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// content is what stands for the image of a frame.
func content(i int) []byte { return bytes.Repeat([]byte{byte(i), 7}, 1+i*40) }

func TestFramesAreReadBackWithTheirTimes(t *testing.T) {
	for _, fps := range []float64{10, 30, 1000.0 / 33} {
		path := matroska(t, 200, fps)
		r, err := container.OpenImages(path)
		if err != nil || r == nil {
			t.Fatalf("%v fps: got %v, %v", fps, r, err)
		}
		defer r.Close()
		if r.Size != image.Pt(320, 180) || r.Frames != 200 || fmt.Sprintf("%.3f", r.FPS) != fmt.Sprintf("%.3f", fps) {
			t.Errorf("got %d frames of %v at %v a second; want 200 of 320×180 at %v", r.Frames, r.Size, r.FPS, fps)
		}
		for i := range 200 {
			if got, err := r.Next(); err != nil || !bytes.Equal(got, content(i)) {
				t.Fatalf("%v fps: frame %d differs, %v", fps, i, err)
			}
		}
		if _, err := r.Next(); err != io.EOF {
			t.Errorf("%v fps: after the last frame: %v, want io.EOF", fps, err)
		}
		ms, err := container.Times(path)
		if err != nil || len(ms) != 200 || ms[199] < 199_000/fps-1 || ms[199] > 199_000/fps+1 {
			t.Errorf("%v fps: %d times (%v), the last not near %v ms", fps, len(ms), err, 199_000/fps)
		}
	}
}

func TestACutFileEndsWithAnErrorOrFewerFramesThanItStates(t *testing.T) {
	path := matroska(t, 20, 10)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut < len(data); cut += 97 {
		if err := os.WriteFile(path, data[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := container.OpenImages(path)
		if err != nil {
			t.Fatal(err)
		}
		if r == nil {
			continue // no frames at all
		}
		n := 0
		for err == nil {
			if _, err = r.Next(); err == nil {
				n++
			}
		}
		if r.Frames != 20 || n >= 20 || err != io.EOF && err != io.ErrUnexpectedEOF {
			t.Errorf("cut after %d bytes: %d of %d frames, then %v", cut, n, r.Frames, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func FuzzImages(f *testing.F) {
	data, err := os.ReadFile(matroska(f, 3, 10))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	path := filepath.Join(f.TempDir(), "a.mkv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := container.OpenImages(path)
		if err != nil {
			t.Fatal(err)
		}
		if r == nil {
			return
		}
		defer r.Close()
		for read := 0; ; {
			b, err := r.Next()
			if err != nil {
				return
			}
			if read += len(b); read > len(data) {
				t.Fatalf("%d bytes of frames in a file of %d", read, len(data))
			}
		}
	})
}

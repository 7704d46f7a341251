package cv

import (
	"bytes"
	"errors"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// write writes a video of n frames of noise and scenes and returns the frames.
func write(t *testing.T, path string, size image.Point, n int) []Frame {
	t.Helper()
	w, err := CreateVideo(path, size, 10)
	if err != nil {
		t.Fatal(err)
	}
	var written []Frame
	for i := range n {
		f := scene(uint64(i), size.X, size.Y)
		if i%3 == 0 {
			f = noise(uint64(i), size.X, size.Y)
		}
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
		written = append(written, captured(f))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return written
}

func open(t *testing.T, path string) *VideoReader {
	t.Helper()
	r, err := OpenVideo(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestVideoIsLossless(t *testing.T) {
	for _, size := range []image.Point{{320, 180}, {84, 84}, {34, 18}} {
		path := filepath.Join(t.TempDir(), "a.mkv")
		want := write(t, path, size, 30)
		r := open(t, path)
		if r.FrameCount() != 30 || r.Width() != size.X || r.Height() != size.Y {
			t.Errorf("%v: the video has %d frames of %d×%d, want 30 of that size", size, r.FrameCount(), r.Width(), r.Height())
		}
		got := NewFrame(size.X, size.Y)
		for i := range want {
			if err := r.Next(got); err != nil {
				t.Fatalf("%v: frame %d: %v", size, i, err)
			}
			if !bytes.Equal(got.Pix, want[i].Pix) {
				t.Fatalf("%v: frame %d differs", size, i)
			}
		}
		if err := r.Next(got); err != io.EOF {
			t.Errorf("%v: after the last frame: %v, want io.EOF", size, err)
		}
	}
}

func TestCapturedFramesAreWrittenLosslessly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mkv")
	w, err := CreateVideo(path, image.Pt(64, 48), 10)
	if err != nil {
		t.Fatal(err)
	}
	want, r := NewFrame(64, 48), rand.New(rand.NewPCG(1, 2))
	for i := range want.Pix {
		want.Pix[i] = uint8(r.Uint32())
	}
	if err := w.WriteCaptured(want); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteCaptured(NewFrame(64, 47)); err == nil || !strings.Contains(err.Error(), "frame 1 is 64×47; want 64×48") {
		t.Errorf("a frame of another size: %v", err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	if w.Write(grayFrame(64, 48, 1)) == nil {
		t.Error("Write after Close: no error")
	}
	got := NewFrame(64, 48)
	if err := open(t, path).Next(got); err != nil || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("the frame differs, or %v", err)
	}
}

func TestBrokenVideosAreReported(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.mkv")
	write(t, good, image.Pt(320, 180), 20)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.mkv"): "no such file",
		dir:                            "a folder",
		file("empty.mkv", nil):         "the file is empty",
		file("text.mkv", []byte("not a video at all")): "not a video that FFmpeg can read",
		file("head.mkv", data[:100]):                   "not a video that FFmpeg can read",
	} {
		if _, err := OpenVideo(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("OpenVideo(%s) = %v; want one line with %q", path, err, want)
		}
	}
	damaged := bytes.Clone(data)
	for i := range 2000 {
		damaged[len(damaged)/2+i] ^= 0x55
	}
	for name, content := range map[string][]byte{"cut.mkv": data[:len(data)/2], "damaged.mkv": damaged} {
		r, into := open(t, file(name, content)), NewFrame(320, 180)
		for err = nil; err == nil; {
			err = r.Next(into)
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "of 20") {
			t.Errorf("%s: %v; want its file, frame and count", name, err)
		}
	}
	if err := open(t, good).Next(NewFrame(320, 181)); err == nil || !strings.Contains(err.Error(), "buffer is for 320×181; want 320×180") {
		t.Errorf("a buffer of another size: %v", err)
	}
}

func TestInvalidVideosAreNotCreated(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		path string
		size image.Point
		fps  float64
		want string
	}{
		{filepath.Join(dir, "no", "such", "a.mkv"), image.Pt(32, 18), 10, "no such file or directory"},
		{filepath.Join(dir, "a.mp4"), image.Pt(32, 18), 10, "ends in .mkv"},
		{filepath.Join(dir, "a.mkv"), image.Pt(0, 18), 10, "frames of 0×18"},
		{filepath.Join(dir, "a.mkv"), image.Pt(33, 18), 10, "want even sides"},
		{filepath.Join(dir, "a.mkv"), image.Pt(32, 18), 0, "frame rate is 0"},
	} {
		if w, err := CreateVideo(tt.path, tt.size, tt.fps); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("CreateVideo(%s, %v, %v) = %v, %v; want %q", tt.path, tt.size, tt.fps, w, err, tt.want)
		}
	}
}

func TestMissingFramesAreReported(t *testing.T) {
	dir := t.TempDir()
	path, short := filepath.Join(dir, "a.mkv"), filepath.Join(dir, "b.mkv")
	write(t, short, image.Pt(32, 18), 1)
	w, err := CreateVideo(path, image.Pt(32, 18), 10)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.Write(grayFrame(32, 18, 9)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(short, path); err != nil { // like a full disk
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "1 of 3 frames were written") {
		t.Errorf("Close = %v; want the number of missing frames", err)
	}
}

func TestOpenCVStaysQuiet(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(self, "-test.run=^(TestBrokenVideosAreReported|TestInvalidVideosAreNotCreated)$").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "PASS\n") {
		t.Errorf("broken videos made OpenCV write output (%v):\n%s", err, out)
	}
}

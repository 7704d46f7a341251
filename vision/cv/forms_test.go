package cv

import (
	"bytes"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// drain returns the frames that a decoder reads.
func drain(t *testing.T, d decoder, size image.Point) (frames []Frame) {
	t.Helper()
	for {
		f := NewFrame(size.X, size.Y)
		err := d.next(f)
		if err == io.EOF {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, f)
	}
}

func sameFrames(t *testing.T, what string, got, want []Frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d frames, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !bytes.Equal(got[i].Pix, want[i].Pix) {
			t.Fatalf("%s: frame %d differs", what, i)
		}
	}
}

func TestFFmpegReadsLosslessVideoLikeTheReader(t *testing.T) {
	size := image.Pt(320, 180)
	path := filepath.Join(t.TempDir(), "a.mkv")
	want := write(t, path, size, 130) // several clusters
	ours := openPalettes(path)
	if ours == nil {
		t.Fatal("the reader leaves a video of palette frames to FFmpeg")
	}
	defer ours.close()
	if ours.images.Frames != 130 || ours.images.FPS != 10 || ours.images.Size != size {
		t.Errorf("the file states %d frames of %v at %v a second", ours.images.Frames, ours.images.Size, ours.images.FPS)
	}
	sameFrames(t, "the reader", drain(t, ours, size), want)
	theirs, err := openFFmpeg(path)
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.close()
	sameFrames(t, "FFmpeg", drain(t, theirs, size), want)
}

func TestVideoThatOpenCVWroteIsStillRead(t *testing.T) {
	size := image.Pt(64, 48)
	path := filepath.Join(t.TempDir(), "old.mkv")
	e, err := newCVEncoder(path, "png ", "no encoder", size, 10)
	if err != nil {
		t.Fatal(err)
	}
	var want []Frame
	for i := range 7 {
		f := scene(uint64(i), size.X, size.Y)
		if err := e.palette(f); err != nil {
			t.Fatal(err)
		}
		want = append(want, captured(f))
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
	r := open(t, path)
	if r.Palettes() || r.FrameCount() != 7 {
		t.Errorf("palettes %v, %d frames; want a video of 7 colour frames", r.Palettes(), r.FrameCount())
	}
	if _, err := r.NextPaletted(); err == nil || !strings.Contains(err.Error(), "not palette frames") {
		t.Errorf("NextPaletted: %v", err)
	}
	sameFrames(t, "OpenCV's file", drain(t, r.decoder, size), want)
}

func TestEqualFramesMakeEqualFiles(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "a.mkv")
		write(t, path, image.Pt(32, 18), 5)
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two videos of the same frames differ")
	}
}

func TestAVideoHoldsOneKindOfFrames(t *testing.T) {
	w, err := CreateVideo(filepath.Join(t.TempDir(), "a.mkv"), image.Pt(32, 18), 10)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.WriteCaptured(NewFrame(32, 18)), w.WriteCaptured(NewFrame(32, 18))); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(grayFrame(32, 18, 9)); err == nil || !strings.Contains(err.Error(), "frame 2: the file has both") {
		t.Errorf("a palette frame after captured ones: %v", err)
	}
	if err := w.Close(); err != nil || w.Frames() != 2 {
		t.Errorf("closed with %v and %d frames, want 2", err, w.Frames())
	}
}

func TestPaletteFramesAreReadWithTheirPalettes(t *testing.T) {
	size := image.Pt(34, 18)
	path := filepath.Join(t.TempDir(), "a.mkv")
	want := write(t, path, size, 6)
	r := open(t, path)
	for i := range want {
		f, err := r.NextPaletted()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(captured(f).Pix, want[i].Pix) {
			t.Fatalf("frame %d differs", i)
		}
	}
	if _, err := r.NextPaletted(); err != io.EOF {
		t.Errorf("after the last frame: %v, want io.EOF", err)
	}
}

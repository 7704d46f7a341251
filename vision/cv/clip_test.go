package cv

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func numbered(n int) *image.Paletted { return scene(uint64(n), 34, 18) }

func TestAClipKeepsTheLastFrames(t *testing.T) {
	c := NewClip(10)
	for i := range 25 {
		c.Add(numbered(i))
		if i == 3 {
			if n := c.Take().Len(); n != 4 {
				t.Errorf("after 4 frames it has %d, want 4", n)
			}
		}
	}
	r := c.Take()
	for i := range 30 { // must not change the snapshot
		c.Add(numbered(100 + i))
	}
	if r.Len() != 10 {
		t.Fatalf("the snapshot has %d frames, want 10", r.Len())
	}
	for i, f := range r.frames {
		if !bytes.Equal(f.Pix, numbered(15+i).Pix) {
			t.Errorf("frame %d of the snapshot is not frame %d of those added", i, 15+i)
		}
	}
}

func TestAClipIsSavedAsAVideo(t *testing.T) {
	c := NewClip(20)
	for i := range 20 {
		c.Add(numbered(i))
	}
	for _, name := range []string{"a.mkv", "a.mp4"} {
		path := filepath.Join(t.TempDir(), name)
		if err := c.Take().Save(t.Context(), path, 30, 4); err != nil {
			t.Fatal(err)
		}
		r := open(t, path)
		if r.FrameCount() != 20 || r.Width() != 4*34 || r.Height() != 4*18 {
			t.Errorf("%s: %d frames of %d×%d", name, r.FrameCount(), r.Width(), r.Height())
		}
		got := NewFrame(4*34, 4*18)
		for i := range 20 {
			if err := r.Next(got); err != nil {
				t.Fatalf("%s: frame %d: %v", name, i, err)
			}
			if want := captured(numbered(i)); !alike(got, want, 4, name == "a.mkv") {
				t.Errorf("%s: frame %d differs", name, i)
			}
			if alike(got, captured(numbered((i+1)%20)), 4, false) {
				t.Errorf("%s: frame %d looks like the next; the comparison detects nothing", name, i)
			}
		}
		if err := r.Next(got); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the last frame: %v", name, err)
		}
	}
}

// alike compares a frame with a smaller one by scale, exactly or by the mean difference.
func alike(large, small Frame, scale int, exact bool) bool {
	sum := 0
	for y := range large.Height {
		for x := range large.Width {
			for c := range 3 {
				d := int(large.Pix[3*(y*large.Width+x)+c]) - int(small.Pix[3*(y/scale*small.Width+x/scale)+c])
				sum += max(d, -d)
			}
		}
	}
	if exact {
		return sum == 0
	}
	return sum < 16*len(large.Pix)
}

func TestAClipThatCannotBeSavedLeavesNoFile(t *testing.T) {
	c := NewClip(20)
	if err := c.Take().Save(t.Context(), "a.mp4", 30, 1); err == nil || !strings.Contains(err.Error(), "no frames yet") {
		t.Errorf("an empty clip: %v", err)
	}
	c.Add(numbered(1))
	for _, name := range []string{"a.avi", "a"} {
		if err := c.Take().Save(t.Context(), name, 30, 1); err == nil || !strings.Contains(err.Error(), ".mp4 or .mkv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := c.Take().Save(t.Context(), "/nosuch/a.mp4", 30, 1); err == nil || !strings.Contains(err.Error(), "/nosuch/a.mp4") {
		t.Errorf("no folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "a.mp4")
	if err := c.Take().Save(ctx, path, 30, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("a cancelled Save leaves a file")
	}
}

func TestAddingToAFullClipAllocatesNothing(t *testing.T) {
	c, f := NewClip(8), numbered(1)
	for range 8 {
		c.Add(f)
	}
	if n := testing.AllocsPerRun(100, func() { c.Add(f) }); n != 0 {
		t.Errorf("adding allocates %v times, want 0", n)
	}
}

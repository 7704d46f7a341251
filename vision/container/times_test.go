package container_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/vision/container"
	"github.com/kumite/kumite/vision/container/containertest"
	"github.com/kumite/kumite/vision/cv"
)

func TestFramesHaveTheirOwnTimes(t *testing.T) {
	for _, ext := range []string{".mkv", ".mp4"} {
		for name, ms := range map[string][]int{
			"even":   {0, 100, 200, 300, 400, 500},
			"uneven": {0, 60, 200, 260, 400, 460},
			"a gap":  {0, 50, 100, 1150, 1300, 1450},
		} {
			path := filepath.Join(t.TempDir(), "a"+ext)
			clip := cv.NewClip(len(ms))
			for i := range ms {
				frame := image.NewPaletted(image.Rect(0, 0, 64, 48), color.Palette{color.Black, color.White})
				frame.SetColorIndex(i, i, 1)
				clip.Add(frame)
			}
			if err := clip.Take().Save(context.Background(), path, 10, 1); err != nil {
				t.Fatal(err)
			}
			if name != "even" { // which has frames out of order as MP4
				if err := containertest.Retime(path, ms); err != nil {
					t.Fatal(err)
				}
			}
			got, err := container.Times(path)
			if err != nil || len(got) != len(ms) {
				t.Fatalf("%s, %s: times %v, %v; want %v", ext, name, got, err, ms)
			}
			for i, want := range ms {
				if got[i] < float64(want)-1 || got[i] > float64(want)+1 {
					t.Errorf("%s, %s: frame %d is shown at %v ms, want %d", ext, name, i, got[i], want)
				}
			}
		}
	}
}

func TestDamagedFilesHaveNoTimesAndNoCrash(t *testing.T) {
	dir := t.TempDir()
	draw := rand.New(rand.NewPCG(1, 2))
	for _, ext := range []string{".mkv", ".mp4"} {
		path := filepath.Join(dir, "a"+ext)
		clip := cv.NewClip(5)
		for range 5 {
			clip.Add(image.NewPaletted(image.Rect(0, 0, 64, 48), color.Palette{color.Black}))
		}
		if err := clip.Take().Save(context.Background(), path, 10, 1); err != nil {
			t.Fatal(err)
		}
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 400 {
			bad := bytes.Clone(good)
			for range 8 {
				bad[draw.IntN(len(bad))] = byte(draw.Uint32())
			}
			if i%2 == 0 {
				bad = bad[:draw.IntN(len(bad))]
			}
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			ms, err := container.Times(path)
			if err != nil {
				t.Fatalf("a damaged file is no error of reading: %v", err)
			}
			for k := 1; k < len(ms); k++ {
				if !(ms[k] > ms[k-1]) {
					t.Fatalf("times %v do not rise", ms)
				}
			}
		}
	}
	if _, err := container.Times(filepath.Join(dir, "none.mkv")); err == nil {
		t.Error("a file that is not there has times")
	}
}

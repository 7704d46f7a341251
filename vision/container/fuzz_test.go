package container_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/vision/container"
)

// FuzzTimes reads the index of a video file.
func FuzzTimes(f *testing.F) {
	for _, seed := range []string{
		"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x1f\x43\xb6\x75\x85\xe7\x81\x00\xa3\x81",
		"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe", "\x1a\x45\xdf\xa3\x00",
		"\x00\x00\x00\x08ftyp\x00\x00\x00\x10moov\x00\x00\x00\x08trak", "\x00\x00\x00\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff", "\x00\x00\x00\x00moov", "\xff\xff\xff\xffmoov", "RIFF", "",
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "a.mkv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if times, err := container.Times(path); err == nil && len(times) > 64*len(data) {
			t.Errorf("%d bytes have %d frames", len(data), len(times))
		}
	})
}

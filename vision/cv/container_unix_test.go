//go:build unix

package cv

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestNamedPipesAndDevicesAreNotVideos(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "a.mkv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero"} {
		if _, err := OpenVideo(path); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("OpenVideo(%s): %v; want not a regular file", path, err)
		}
	}
}

package container_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/vision/container"
)

// A file of another kind has no times that could be trusted.
func ExampleTimes() {
	dir, err := os.MkdirTemp("", "video")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "a.avi")
	if err := os.WriteFile(path, []byte("RIFF....AVI LIST"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	times, err := container.Times(path)
	fmt.Println(len(times), err)
	// Output: 0 <nil>
}

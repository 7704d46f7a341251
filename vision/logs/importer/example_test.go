package importer_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs/importer"
)

// A second of footage at 30 frames a second, and the keys that were down.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "footage")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	video, err := cv.CreateVideo(filepath.Join(dir, "match.mkv"), image.Pt(32, 18), 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 30 {
		if err := video.WriteCaptured(cv.NewFrame(32, 18)); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := video.Close(); err != nil {
		fmt.Println(err)
		return
	}
	keys := "start,end,key\n0.25,0.60,jump\n0.71,0.90,kick\n"
	if err := os.WriteFile(filepath.Join(dir, "match.csv"), []byte(keys), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	doc, err := importer.Run(context.Background(), importer.Config{
		Out: filepath.Join(dir, "logs"), Videos: []string{filepath.Join(dir, "*.mkv")}, Game: "platformer/1", PeriodMS: 100,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range doc.Recordings {
		fmt.Printf("%s: %d frames, %d rows, %d presses\n", r.Name, r.Frames, r.Rows, r.Presses)
	}
	fmt.Println(doc.Classes)
	// Output:
	// 000001: 30 frames, 10 rows, 2 presses
	// [no_action jump kick]
}

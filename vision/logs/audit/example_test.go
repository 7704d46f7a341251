package audit_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"os"

	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// Two matches of a game in which a light goes on one frame after every press.
// Whoever wrote the labels was a frame late: each is written beside the frame
// that shows the press already.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "logs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := record(dir); err != nil {
		fmt.Println(err)
		return
	}
	folder, err := logs.Open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := audit.Run(context.Background(), folder, audit.Config{ShowsAfter: 1, ProbeFrames: 20000, Seed: 1, Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range doc.Checks {
		fmt.Println(c.Verdict, c.Check)
		if c.Verdict == audit.Fail {
			fmt.Println("    how to fix it:", c.Fix)
		}
	}
	fmt.Println("presses show at an offset of", doc.Visibility.Shows)
	// Output:
	// ok files
	// warn classes
	// ok decision period
	// ok missing frames
	// ok pictures
	// ok motion
	// ok duplicates
	// not checked sides
	// not checked availability
	// FAIL alignment
	//     how to fix it: move every label 1 row up: a frame is labelled with the press that follows it; and look for a display of keys in the picture
	// not checked class names
	// presses show at an offset of 0
}

func record(dir string) error {
	w, err := logs.NewWriter(dir, logs.Header{Game: "lamp/1", DecisionPeriodMS: 100, Width: 64, Height: 36, Classes: []string{logs.NoAction, "switch"}})
	if err != nil {
		return err
	}
	for match := 1; match <= 2; match++ {
		r, err := w.Record(match)
		if err != nil {
			return err
		}
		frame := image.NewPaletted(image.Rect(0, 0, 64, 36), color.Palette{color.Black, color.White})
		for f := range 600 {
			clear(frame.Pix)
			frame.SetColorIndex(f*match%64, f/64, 1) // something always moves
			action := logs.NoAction
			if f%(29+match) == 17 {
				action = "switch"
				for i := range 400 {
					frame.Pix[20*64+i] = 1 // the light
				}
			}
			if err := r.WriteFrame(frame, int64(6*f), nil); err != nil {
				return err
			}
			if err := r.WriteAction(action); err != nil {
				return err
			}
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
	return nil
}

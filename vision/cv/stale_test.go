package cv_test

import (
	"fmt"
	"image"
	"testing"

	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/seertest"
)

func TestAPictureNeverContainsPixelsOfAnotherFrame(t *testing.T) {
	size := image.Pt(80, 48)
	for _, c := range []vision.Color{vision.Gray, vision.RGB} {
		for stack := 1; stack <= 3; stack++ {
			spec := vision.Spec{Width: 20, Height: 12, Color: c, Stack: stack, Layout: vision.NCHW, Scale: 1.0 / 255, Type: vision.Float32}
			t.Run(fmt.Sprintf("%v, stack %d", c, stack), func(t *testing.T) {
				seertest.NothingStale(t, size, func() vision.Seer {
					p, err := cv.NewPreprocessor(spec, size)
					if err != nil {
						t.Fatal(err)
					}
					return p
				})
			})
		}
	}
}

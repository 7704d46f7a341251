package vision_test

import (
	"fmt"
	"image"
	"testing"

	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/seertest"
)

func TestAPictureNeverContainsPixelsOfAnotherFrame(t *testing.T) {
	size := image.Pt(80, 48)
	for _, spec := range []vision.Spec{
		{Width: 20, Height: 12, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1.0 / 255, Type: vision.Float32},
		{Width: 20, Height: 12, Color: vision.Gray, Stack: 3, Layout: vision.NHWC, Scale: 1, Type: vision.Uint8},
		{Width: 10, Height: 6, Color: vision.Gray, Stack: 2, Layout: vision.NCHW, Scale: 1.0 / 255, Type: vision.Float32},
		{Width: 20, Height: 12, Color: vision.RGB, Stack: 2, Layout: vision.NCHW, Scale: 1.0 / 255, Type: vision.Float32},
	} {
		t.Run(fmt.Sprintf("%d×%d %v, stack %d", spec.Width, spec.Height, spec.Color, spec.Stack), func(t *testing.T) {
			seertest.NothingStale(t, size, func() vision.Seer {
				p, err := vision.NewPreprocessor(spec, size)
				if err != nil {
					t.Fatal(err)
				}
				return p
			})
		})
	}
}

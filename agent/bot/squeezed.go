package bot

import (
	"fmt"
	"image"
	"math"

	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// squeezeTolerance is the relative difference of aspect ratios that is not reported:
// sides of small inputs are rounded to whole pixels.
const squeezeTolerance = 0.03

// squeezed returns a warning if frames are distorted when they are resized to the
// model's input, and "" if not. Frames of the game's own aspect ratio are not reported:
// a model with, say, a square input was trained on them as they are.
func squeezed(input vision.Spec, frame image.Point) string {
	to := image.Pt(input.Width, input.Height)
	if sameAspect(frame, to) || sameAspect(frame, image.Pt(raster.Width, raster.Height)) {
		return ""
	}
	d := gcd(to.X, to.Y)
	return fmt.Sprintf("frames of %d×%d are squeezed into the model's input of %d×%d, which has another aspect ratio; crop or pad them to %d:%d",
		frame.X, frame.Y, to.X, to.Y, to.X/d, to.Y/d)
}

func sameAspect(a, b image.Point) bool {
	return math.Abs(float64(a.X*b.Y)/float64(a.Y*b.X)-1) <= squeezeTolerance
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

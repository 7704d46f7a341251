package audit

import (
	"slices"

	"github.com/kumite/kumite/vision/cv"
)

// The size of the small pictures that the probe is given.
const (
	pictureWidth  = 32
	pictureHeight = 18
	pictureSize   = pictureWidth * pictureHeight
)

// uniform says whether a frame is of one colour.
func uniform(f cv.Frame) bool {
	for i := 3; i < len(f.Pix); i++ {
		if f.Pix[i] != f.Pix[i-3] {
			return false
		}
	}
	return true
}

// appendPicture appends a frame made small and grey: the mean of each cell.
func appendPicture(pictures []uint8, f cv.Frame) []uint8 {
	start := len(pictures)
	pictures = slices.Grow(pictures, pictureSize)[:start+pictureSize]
	for cy := range pictureHeight {
		y0, y1 := cell(cy, pictureHeight, f.Height)
		for cx := range pictureWidth {
			x0, x1 := cell(cx, pictureWidth, f.Width)
			total := 0
			for y := y0; y < y1; y++ {
				for _, v := range f.Pix[3*(y*f.Width+x0) : 3*(y*f.Width+x1)] {
					total += int(v)
				}
			}
			pictures[start+cy*pictureWidth+cx] = uint8(total / (3 * (y1 - y0) * (x1 - x0)))
		}
	}
	return pictures
}

// cell is the range of pixels that cell i of n covers, at least one.
func cell(i, n, pixels int) (from, to int) {
	from = min(i*pixels/n, pixels-1)
	return from, max((i+1)*pixels/n, from+1)
}

package raster

import (
	"sync"

	"github.com/kumite/kumite/assets"
	"github.com/kumite/kumite/sim"
)

// Icon returns a skill's pictogram of 8×8 pixels, as below the picture: a byte for each
// row, the leftmost pixel in the highest bit. None has no pixels.
func Icon(k sim.Skill) [8]uint8 {
	if k >= sim.NumSkills {
		return [8]uint8{}
	}
	return icons()[k]
}

var icons = sync.OnceValue(func() (all [sim.NumSkills][8]uint8) {
	read := readIcons(assets.Icons)
	for k := sim.None + 1; k < sim.NumSkills; k++ {
		for y, row := range read[k.String()] {
			for x, lit := range row {
				if lit {
					all[k][y] |= 0x80 >> x
				}
			}
		}
	}
	return all
})

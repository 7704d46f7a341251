package watch

import (
	"fmt"
	"image"
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// likeness compares the pictures that a model is given with those of the game, by the
// share of each grey level. The zero value is ready to use.
type likeness struct {
	counts [greys]int
	n      int // pixels
	frames int
}

// greys is the number of grey levels that are told apart.
const greys = 16

// Pictures are unlike the game's if their grey levels differ by more than unlikeAbove, the
// total variation distance, over at least unlikeFrames frames.
const (
	unlikeAbove  = 0.35
	unlikeFrames = 5
)

// add adds a network's input.
func (l *likeness) add(p vision.Picture) {
	for i := 0; i+p.Channels <= len(p.Pix); i += p.Channels {
		v := int(p.Pix[i])
		if p.Channels == 3 {
			v = (299*int(p.Pix[i]) + 587*int(p.Pix[i+1]) + 114*int(p.Pix[i+2])) / 1000
		}
		l.counts[v*greys/256]++
		l.n++
	}
	l.frames++
}

// distance returns the total variation distance to the game's pictures, 0 to 1.
func (l *likeness) distance() float64 {
	sum, game := 0.0, gameGreys()
	for i, n := range l.counts {
		d := float64(n)/float64(max(l.n, 1)) - game[i]
		sum += max(d, -d)
	}
	return sum / 2
}

// unlike returns a warning if the pictures are unlike the game's, else "".
func (l *likeness) unlike() string {
	if d := l.distance(); l.frames >= unlikeFrames && d > unlikeAbove {
		return fmt.Sprintf("unlike the game's pictures: grey levels differ by %.0f %%", 100*d)
	}
	return ""
}

// gameGreys is the share of each grey level in the game's pictures, in means of 4×4 pixels.
var gameGreys = sync.OnceValue(func() (share [greys]float64) {
	w, frame := sim.New(sim.DefaultRules(), 1), raster.NewFrame()
	grey := greyOf(frame)
	const samples = 8
	for range samples {
		for range 2 * sim.TickRate {
			w.Step([2]sim.Input{})
		}
		raster.Draw(frame, &w, sim.Left)
		for y := 0; y < raster.Height; y += 4 {
			for x := 0; x < raster.Width; x += 4 {
				sum := 0
				for i := range 16 {
					sum += grey[frame.Pix[(y+i/4)*frame.Stride+x+i%4]]
				}
				share[sum/16*greys/256] += 1.0 / (samples * raster.Width * raster.Height / 16)
			}
		}
	}
	return share
})

// greyOf returns the grey level of each colour of a frame's palette.
func greyOf(frame *image.Paletted) (grey [256]int) {
	for i, c := range frame.Palette {
		r, g, b, _ := c.RGBA()
		grey[i] = int(299*(r>>8)+587*(g>>8)+114*(b>>8)) / 1000
	}
	return grey
}

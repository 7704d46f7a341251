package audit

import (
	"math/rand/v2"

	"github.com/kumite/kumite/policy/stats"
)

// clip is one recording for the probe: a small picture and a press or none for
// each row.
type clip struct {
	name     string
	pictures []uint8 // [frames, pictureHeight, pictureWidth]
	pressed  []bool  // whether a press begins in the row
	labels   []int   // the row's class
}

func countPresses(clips []clip) int {
	n := 0
	for _, c := range clips {
		for _, p := range c.pressed {
			if p {
				n++
			}
		}
	}
	return n
}

// changes is one recording as what changes from frame to frame.
type changes struct {
	name    string
	half    int         // of the probe
	rows    [][]float64 // [frames, pictureSize]; the first is zero
	pressed []bool
	labels  []int
	presses int
}

func newChanges(x clip) *changes {
	const size = pictureSize
	c := &changes{name: x.name, pressed: x.pressed, labels: x.labels, presses: countPresses([]clip{x}), rows: make([][]float64, len(x.pressed))}
	all := make([]float64, len(x.pictures))
	for f := range c.rows {
		c.rows[f] = all[f*size : (f+1)*size]
		if f == 0 {
			continue
		}
		now, before := x.pictures[f*size:(f+1)*size], x.pictures[(f-1)*size:f*size]
		for i := range now {
			c.rows[f][i] = float64(now[i]) - float64(before[i])
		}
	}
	return c
}

// shifted marks the frames that lie d after a press's row.
func (c *changes) shifted(d int) []bool {
	marks := make([]bool, len(c.pressed))
	for f, p := range c.pressed {
		if at := f + d; p && at >= 0 && at < len(marks) {
			marks[at] = true
		}
	}
	return marks
}

// rotated marks the rows of presses after the recording was rotated in time by a
// draw beyond Reach.
func (c *changes) rotated(draw *rand.Rand) []bool {
	n := len(c.pressed)
	marks := make([]bool, n)
	by := 0
	if n > 4*Reach {
		by = 2*Reach + draw.IntN(n-4*Reach)
	}
	for f, p := range c.pressed {
		if p {
			marks[(f+by)%n] = true
		}
	}
	return marks
}

// scores projects every frame on w.
func (c *changes) scores(w []float64) []float32 {
	out := make([]float32, len(c.rows))
	for f, row := range c.rows {
		total := 0.0
		for i, x := range row {
			total += x * w[i]
		}
		out[f] = float32(total)
	}
	return out
}

// markedPrecision is the average precision of scores for the marked frames, 0
// without any.
func markedPrecision(scores []float32, marks []bool) float64 {
	if ap := stats.Float(stats.AveragePrecision(scores, marks)); ap.Defined() {
		return float64(ap)
	}
	return 0
}

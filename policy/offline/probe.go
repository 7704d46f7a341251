package offline

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Reach is the largest offset, in frames, by which labels are shifted against the
// pictures.
const Reach = 10

// Sight is one recording for a probe: a small picture and a label per row.
type Sight struct {
	Name string
	// Pictures are the downscaled frames, [frames, size]. All recordings have the
	// same size.
	Pictures []uint8
	Pressed  []bool // by row: whether the label is a skill
}

// Visibility reports when presses become visible on the screen. For each offset d,
// a linear probe of the change from one picture to the next predicts which frames
// are d frames after a press's row. It is fitted on one half of the recordings and
// scored on the other, and vice versa.
type Visibility struct {
	Presses int `json:"presses"`
	// Scores is the probe's average precision at the offsets −Reach … +Reach.
	Scores [2*Reach + 1]float64 `json:"average_precision"`
	// Chance is the highest average precision of 20 probes of labels that were
	// rotated in time. Scores below it are not significant.
	Chance float64 `json:"chance"`
	// Shows is the first offset at which presses are visible. It is 1 if no frame
	// shows the press that labels it. It is undefined unless Seen.
	Shows int  `json:"shows_after_frames"`
	Seen  bool `json:"seen"`
	// Strays are the recordings whose presses become visible at another offset.
	Strays []Stray `json:"strays"`
}

// Stray is a recording whose labels are shifted against those of the others.
type Stray struct {
	Recording string `json:"recording"`
	Shows     int    `json:"shows_after_frames"`
}

// FewPresses is the minimum number of presses for a probe.
const FewPresses = 20

// ridge is the share of the mean variance that is added to each feature's variance.
const ridge = 0.1

// ErrFewPresses is the error of a probe with too few presses or recordings.
var ErrFewPresses = errors.New("too few presses")

// Probe determines when presses become visible on the screen. It needs at least two
// recordings with FewPresses presses in total. seed is the seed of the chance
// level.
func Probe(sights []Sight, seed uint64) (Visibility, error) {
	var v Visibility
	for _, s := range sights {
		for _, p := range s.Pressed {
			if p {
				v.Presses++
			}
		}
	}
	if len(sights) < 2 || v.Presses < FewPresses {
		return v, fmt.Errorf("probe: %w: %d in %d recordings; want %d in 2 or more", ErrFewPresses, v.Presses, len(sights), FewPresses)
	}
	size := len(sights[0].Pictures) / max(len(sights[0].Pressed), 1)
	for _, s := range sights {
		if size == 0 || len(s.Pictures) != size*len(s.Pressed) {
			return v, fmt.Errorf("probe: recording %s: %d samples for %d frames; want %d per frame", s.Name, len(s.Pictures), len(s.Pressed), size)
		}
	}
	var halves [2][]*changes
	for i, s := range sights {
		halves[i%2] = append(halves[i%2], newChanges(s, size))
	}
	var fits [2]*discriminant
	for i, half := range halves {
		fits[i] = newDiscriminant(half, size)
	}
	for d := -Reach; d <= Reach; d++ {
		v.Scores[d+Reach] = crossValidate(halves, fits, func(c *changes) []bool { return c.shifted(d) })
	}
	draw := rand.New(rand.NewPCG(seed, 0x70726f6265)) // a stream of its own
	for range 20 {
		v.Chance = math.Max(v.Chance, crossValidate(halves, fits, func(c *changes) []bool { return c.rotated(draw) }))
	}
	v.judge(halves, fits)
	return v, nil
}

// judge finds the first offset with at least half of the best score, if the best
// score is clearly above chance, and the strays.
func (v *Visibility) judge(halves [2][]*changes, fits [2]*discriminant) {
	best := 0.0
	for _, s := range v.Scores {
		best = math.Max(best, s)
	}
	if v.Seen = best > 2*v.Chance; !v.Seen {
		return
	}
	for i, s := range v.Scores {
		if s >= best/2 {
			v.Shows = i - Reach
			break
		}
	}
	for i, half := range halves {
		w := fits[1-i].direction(halves[1-i], func(c *changes) []bool { return c.shifted(v.Shows) })
		for _, c := range half {
			if at, ok := c.bestOffset(w, v.Shows); ok && at != v.Shows {
				v.Strays = append(v.Strays, Stray{c.name, at})
			}
		}
	}
}

// changes is one recording as differences between successive pictures.
type changes struct {
	name    string
	rows    [][]float64 // the first is zero
	pressed []bool
	acts    int
}

func newChanges(s Sight, size int) *changes {
	c := &changes{name: s.Name, pressed: s.Pressed, rows: make([][]float64, len(s.Pressed))}
	all := make([]float64, len(s.Pictures))
	for f := range c.rows {
		c.rows[f] = all[f*size : (f+1)*size]
		if s.Pressed[f] {
			c.acts++
		}
		if f == 0 {
			continue
		}
		now, before := s.Pictures[f*size:(f+1)*size], s.Pictures[(f-1)*size:f*size]
		for i := range now {
			c.rows[f][i] = float64(now[i]) - float64(before[i])
		}
	}
	return c
}

// shifted marks the frames that are d frames after a press's row.
func (c *changes) shifted(d int) []bool {
	marks := make([]bool, len(c.pressed))
	for f, p := range c.pressed {
		if at := f + d; p && at >= 0 && at < len(marks) {
			marks[at] = true
		}
	}
	return marks
}

// rotated marks the frames of the presses after rotating them in time by a random
// offset beyond Reach.
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

// bestOffset returns the offset at which w detects the recording's presses best. ok
// is false unless it is clearly better than the offset of all recordings, pooled.
func (c *changes) bestOffset(w []float64, pooled int) (offset int, ok bool) {
	if c.acts < 4 {
		return 0, false
	}
	scores := c.scores(w)
	best, at := 0.0, 0
	atPooled := 0.0
	for d := -Reach; d <= Reach; d++ {
		ap := markedPrecision(scores, c.shifted(d))
		if ap > best {
			best, at = ap, d
		}
		if d == pooled {
			atPooled = ap
		}
	}
	return at, best >= 0.6 && atPooled < best/2
}

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

// discriminant is the factorized covariance of a half of the recordings, for Fisher's
// linear discriminant with a ridge.
type discriminant struct {
	chol mat.Cholesky
	ok   bool // false if the pictures never change
	mean []float64
}

func newDiscriminant(half []*changes, size int) *discriminant {
	d := &discriminant{mean: make([]float64, size)}
	n := 0
	for _, c := range half {
		n += len(c.rows)
		for _, row := range c.rows {
			for i, x := range row {
				d.mean[i] += x
			}
		}
	}
	for i := range d.mean {
		d.mean[i] /= float64(max(n, 1))
	}
	gram := mat.NewSymDense(size, nil)
	for _, c := range half {
		block := mat.NewDense(len(c.rows), size, nil)
		for f, row := range c.rows {
			for i, x := range row {
				block.Set(f, i, x-d.mean[i])
			}
		}
		var own mat.SymDense
		own.SymOuterK(1, block.T())
		gram.AddSym(gram, &own)
	}
	if trace := mat.Trace(gram); trace > 0 {
		for i := range size {
			gram.SetSym(i, i, gram.At(i, i)+ridge*trace/float64(size))
		}
		d.ok = d.chol.Factorize(gram)
	}
	return d
}

// direction returns the discriminant of the marked frames of a half against the
// others.
func (d *discriminant) direction(half []*changes, marks func(*changes) []bool) []float64 {
	size := len(d.mean)
	w := make([]float64, size)
	if !d.ok {
		return w
	}
	for _, c := range half {
		for f, m := range marks(c) {
			if m {
				for i, x := range c.rows[f] {
					w[i] += x - d.mean[i]
				}
			}
		}
	}
	v := mat.NewVecDense(size, w)
	if err := d.chol.SolveVecTo(v, mat.VecDenseCopyOf(v)); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) { // an ill-conditioned solution is good enough to rank frames
			clear(w)
		}
	}
	return w
}

// crossValidate returns the average precision of each half's discriminant on the
// other half, weighted by the number of marks.
func crossValidate(halves [2][]*changes, fits [2]*discriminant, marks func(*changes) []bool) float64 {
	var marked [2]map[*changes][]bool
	for i, half := range halves {
		marked[i] = map[*changes][]bool{}
		for _, c := range half {
			marked[i][c] = marks(c)
		}
	}
	total, all := 0.0, 0
	for i := range halves {
		w := fits[i].direction(halves[i], func(c *changes) []bool { return marked[i][c] })
		var scores []float32
		var truth []bool
		for _, c := range halves[1-i] {
			scores = append(scores, c.scores(w)...)
			truth = append(truth, marked[1-i][c]...)
		}
		n := 0
		for _, m := range truth {
			if m {
				n++
			}
		}
		if n > 0 {
			total += float64(n) * markedPrecision(scores, truth)
			all += n
		}
	}
	return total / float64(max(all, 1))
}

// markedPrecision returns the average precision of scores for the marked frames, or
// 0 without marks.
func markedPrecision(scores []float32, marks []bool) float64 {
	presses := make([]press, len(scores))
	for f := range scores {
		presses[f] = press{p: scores[f], act: marks[f]}
	}
	if ap := areaUnderPR(presses); !math.IsNaN(ap) {
		return ap
	}
	return 0
}

package audit

import "math/rand/v2"

// probe is a linear discriminant on each half of the recordings, to be scored on
// the other half.
type probe struct {
	all    []*changes // in the order of the clips
	halves [2][]*changes
	fits   [2]*discriminant
}

// halvesStream is the stream of the seed that the halves are drawn from.
const halvesStream = 0x68616c766573

// newProbe draws the halves. They are not every other clip: what is wrong with every
// second recording would be all of one half and none of the other.
func newProbe(clips []clip, seed uint64) *probe {
	p := &probe{}
	for _, c := range clips {
		p.all = append(p.all, newChanges(c))
	}
	second := make([]bool, len(clips))
	for _, i := range rand.New(rand.NewPCG(seed, halvesStream)).Perm(len(clips))[:len(clips)/2] {
		second[i] = true
	}
	for i, c := range p.all {
		half := 0
		if second[i] {
			half = 1
		}
		c.half = half
		p.halves[half] = append(p.halves[half], c)
	}
	for i, half := range p.halves {
		p.fits[i] = newDiscriminant(half)
	}
	return p
}

// directions returns for each half what separates its marked frames from the others.
func (p *probe) directions(marks func(*changes) []bool) (w [2][]float64) {
	for i, half := range p.halves {
		w[i] = p.fits[i].direction(half, marks)
	}
	return w
}

// score is the average precision of each half's discriminant on the other half,
// weighted by marked frames.
func (p *probe) score(marks func(*changes) []bool) float64 {
	marked := map[*changes][]bool{}
	for _, c := range p.all {
		marked[c] = marks(c)
	}
	w := p.directions(func(c *changes) []bool { return marked[c] })
	total, all := 0.0, 0
	for i := range p.halves {
		var scores []float32
		var truth []bool
		for _, c := range p.halves[1-i] {
			scores = append(scores, c.scores(w[i])...)
			truth = append(truth, marked[c]...)
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

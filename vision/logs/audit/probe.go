package audit

// probe is a linear discriminant on each half of the recordings, to be scored on
// the other half.
type probe struct {
	halves [2][]*changes
	fits   [2]*discriminant
}

// newProbe puts every other clip into the second half.
func newProbe(clips []clip) *probe {
	p := &probe{}
	for i, c := range clips {
		p.halves[i%2] = append(p.halves[i%2], newChanges(c))
	}
	for i, half := range p.halves {
		p.fits[i] = newDiscriminant(half)
	}
	return p
}

// score is the average precision of each half's discriminant on the other half,
// weighted by marked frames.
func (p *probe) score(marks func(*changes) []bool) float64 {
	var marked [2]map[*changes][]bool
	for i, half := range p.halves {
		marked[i] = map[*changes][]bool{}
		for _, c := range half {
			marked[i][c] = marks(c)
		}
	}
	total, all := 0.0, 0
	for i := range p.halves {
		w := p.fits[i].direction(p.halves[i], func(c *changes) []bool { return marked[i][c] })
		var scores []float32
		var truth []bool
		for _, c := range p.halves[1-i] {
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

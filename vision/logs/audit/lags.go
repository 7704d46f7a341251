package audit

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Bounds of evidence that a recording's presses show at another offset than those of most.
// docs/adr/0016 has the false alarms.
const (
	fewestOwn  = 3   // presses of a recording that are judged
	clearlyAt  = 6.0 // evidence at its own offset
	clearlyNot = 6.0 // how much less there is at the others' offset
)

// evidence returns, by offset −Reach … +Reach, how far along w the frames lie that are so far
// after the rows of presses: the sum of their distances from the mean frame, in standard
// deviations of such a sum over frames at random. It is 0 where w separates nothing.
func (c *changes) evidence(w []float64) (at [2*Reach + 1]float64) {
	scores := c.scores(w)
	values := make([]float64, len(scores))
	for f, z := range scores {
		values[f] = float64(z)
	}
	mean, spread := stats.Mean(values), 0.0
	for _, v := range values {
		spread += (v - mean) * (v - mean)
	}
	if spread = math.Sqrt(spread / float64(max(len(values), 1))); !(spread > 0) {
		return at
	}
	for d := -Reach; d <= Reach; d++ {
		sum, n := 0.0, 0
		for f, marked := range c.shifted(d) {
			if marked {
				sum += (values[f] - mean) / spread
				n++
			}
		}
		at[d+Reach] = sum / math.Sqrt(float64(max(n, 1)))
	}
	return at
}

// own returns the offset at which a recording's presses show. ok is false where that is not
// clear.
func own(evidence [2*Reach + 1]float64) (offset int, ok bool) {
	best := 0
	for i, v := range evidence {
		if v > evidence[best] {
			best = i
		}
	}
	return best - Reach, evidence[best] >= clearlyAt
}

// moved finds the recordings whose presses show at another offset than those of most, and
// sets Shows to that of most. Where two groups are of a size, those that show showsAfter
// frames after their labels are right.
func (v *Visibility) moved(p *probe, showsAfter int) {
	w := p.directions(func(c *changes) []bool { return c.shifted(v.Shows) })
	type judged struct {
		*changes
		at       int
		evidence [2*Reach + 1]float64
	}
	var clear []judged
	count := map[int]int{}
	for _, c := range p.all {
		if c.presses < fewestOwn {
			continue
		}
		evidence := c.evidence(w[1-c.half])
		if at, ok := own(evidence); ok {
			clear = append(clear, judged{c, at, evidence})
			count[at]++
		}
	}
	most := showsAfter
	for at, n := range count {
		if n > count[most] || n == count[most] && most != showsAfter && at < most {
			most = at
		}
	}
	if count[most] > 1 {
		v.Shows = most
	}
	for _, c := range clear {
		if c.at != v.Shows && c.evidence[c.at+Reach]-c.evidence[v.Shows+Reach] >= clearlyNot {
			v.Strays = append(v.Strays, Stray{c.name, c.at})
		}
	}
}

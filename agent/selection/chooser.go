package selection

import (
	"math"
	"math/rand/v2"
)

// draws is the number of draws from the posterior by which a decision is taken.
const draws = 400

// chooser decides who plays, and when that is enough. Its calls must not overlap.
type chooser struct {
	rule  Rule
	prior []float64 // offline scores, or nil
	tally []tally   // by candidate
	rand  *rand.Rand

	means       []float64 // of the posterior, by candidate
	deviations  []float64
	contends    []bool
	within      []float64 // probability to be within delta of the best
	leader      int
	sample      [draws][]float64
	probability float64 // of the leader to be within delta
}

// tally counts a candidate's pairs.
type tally struct {
	n            int
	sum, squares float64
	out          bool // can play no more: withdrawn
}

func (t tally) mean() float64 { return t.sum / float64(t.n) }

func newChooser(rule Rule, candidates int, prior []float64, seed uint64) *chooser {
	c := &chooser{rule: rule, prior: prior, tally: make([]tally, candidates), rand: rand.New(rand.NewPCG(seed, 0)),
		means: make([]float64, candidates), deviations: make([]float64, candidates), contends: make([]bool, candidates), within: make([]float64, candidates)}
	for i := range c.sample {
		c.sample[i] = make([]float64, candidates)
	}
	return c
}

// add enters the score of a candidate's next pair.
func (c *chooser) add(candidate int, score float64) {
	t := &c.tally[candidate]
	t.n++
	t.sum, t.squares = t.sum+score, t.squares+score*score
}

// next returns the candidates that play their next batch of pairs, at most two, or none
// when the choice is made or nobody may play more.
func (c *chooser) next() []int {
	for i := range c.tally {
		if t := &c.tally[i]; t.n < c.rule.First && !t.out {
			return []int{i}
		}
	}
	c.update()
	if c.probability >= c.rule.Confidence {
		return nil
	}
	var play []int
	for _, i := range []int{c.leader, c.threat()} {
		if i >= 0 && c.playable(i) {
			play = append(play, i)
		}
	}
	if len(play) == 2 && c.deviations[play[0]] < c.deviations[play[1]]/2 {
		play = play[1:] // the leader is known well enough
	}
	if len(play) == 0 {
		if i := c.leastKnown(); i >= 0 {
			play = append(play, i)
		}
	}
	return play
}

func (c *chooser) playable(i int) bool { return !c.tally[i].out && c.tally[i].n < c.rule.MaxPairs }

// batch is the number of pairs that a candidate plays now.
func (c *chooser) batch(i int) int {
	if n := c.tally[i].n; n < c.rule.First {
		return c.rule.First - n
	}
	return min(c.rule.Batch, c.rule.MaxPairs-c.tally[i].n)
}

// threat draws a candidate by how likely it is the best by more than delta, or returns −1.
func (c *chooser) threat() int {
	start := c.rand.IntN(draws)
	for k := range draws {
		row := c.sample[(start+k)%draws]
		if best := largest(row); row[best] > row[c.leader]+c.rule.Delta && c.playable(best) {
			return best
		}
	}
	return -1
}

// leastKnown returns the contender with the widest posterior, or −1.
func (c *chooser) leastKnown() int {
	widest := -1
	for i := range c.tally {
		if c.contends[i] && c.playable(i) && (widest < 0 || c.deviations[i] > c.deviations[widest]) {
			widest = i
		}
	}
	return widest
}

// update computes the posterior, the leader and its probability to be within delta of the
// best.
func (c *chooser) update() {
	c.fit()
	clear(c.within)
	for d := range c.sample {
		row := c.sample[d]
		for i := range row {
			row[i] = c.means[i] + c.deviations[i]*c.rand.NormFloat64()
		}
		best := row[largest(row)]
		for i, v := range row {
			if v >= best-c.rule.Delta {
				c.within[i] += 1.0 / draws
			}
		}
	}
	c.leader = largest(c.within)
	for i := range c.tally { // of equals the best mean, which few draws do not tell
		if c.within[i] == c.within[c.leader] && c.means[i] > c.means[c.leader] {
			c.leader = i
		}
	}
	c.probability = c.within[c.leader]
}

func largest(values []float64) int {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return best
}

// leastSpread is the smallest standard deviation of means around their line. Contenders are
// chosen for being close, so their spread underestimates that of their true means; with
// half of it the choice is right less often than asked on tables like those of the tests.
const leastSpread = 0.02

// fit computes the posterior of each candidate's mean.
func (c *chooser) fit() {
	errs := c.errors()
	all := make([]bool, len(c.tally))
	best := math.Inf(-1)
	for i, t := range c.tally {
		if all[i] = t.n > 0 && !t.out; all[i] {
			best = max(best, t.mean()-errs[i])
		}
	}
	c.shrink(all, errs, c.prior)
	for i, t := range c.tally {
		c.contends[i] = all[i] && t.mean()+3*errs[i] >= best
	}
	c.shrink(c.contends, errs, nil)
	for i := range all {
		if !all[i] { // never the best
			c.means[i], c.deviations[i] = -1, 1e-9
		}
	}
}

// errors returns the standard error of each candidate's mean: its own variance, and as
// much of all candidates' as ten pairs have.
func (c *chooser) errors() []float64 {
	const own = 10
	pooled, n := 0.0, 0.0
	within := func(t tally) float64 { return max(t.squares-t.sum*t.sum/float64(t.n), 0) }
	for _, t := range c.tally {
		if t.n > 1 {
			pooled, n = pooled+within(t), n+float64(t.n-1)
		}
	}
	pooled = max(pooled/max(n, 1), 0.02)
	errs := make([]float64, len(c.tally))
	for i, t := range c.tally {
		errs[i] = 1
		if t.n > 0 {
			errs[i] = math.Sqrt((within(t) + own*pooled) / float64(t.n-1+own) / float64(t.n))
		}
	}
	return errs
}

// shrink sets the posterior of the members of a group: each mean is drawn towards the line
// a + b·x of the group, or its mean if x is nil, by its spread around it.
func (c *chooser) shrink(group []bool, errs, x []float64) {
	spread := 0.2
	var at func(i int) float64
	for range 8 { // weights depend on the spread
		w, sx, sy, sxx, sxy := 0.0, 0.0, 0.0, 0.0, 0.0
		for i, in := range group {
			if in {
				v, k := c.value(x, i), 1/(spread*spread+errs[i]*errs[i])
				w, sx, sy, sxx, sxy = w+k, sx+k*v, sy+k*c.tally[i].mean(), sxx+k*v*v, sxy+k*v*c.tally[i].mean()
			}
		}
		if w == 0 {
			return
		}
		slope := 0.0
		if d := w*sxx - sx*sx; d > 1e-9 {
			slope = (w*sxy - sx*sy) / d
		}
		level := (sy - slope*sx) / w
		at = func(i int) float64 { return level + slope*c.value(x, i) }
		over := 0.0 // what the spread of the means exceeds their errors by
		for i, in := range group {
			if in {
				k, d := 1/(spread*spread+errs[i]*errs[i]), c.tally[i].mean()-at(i)
				over += k * (d*d - errs[i]*errs[i])
			}
		}
		spread = math.Sqrt(max(over/w, leastSpread*leastSpread))
	}
	for i, in := range group {
		if in {
			k := spread * spread / (spread*spread + errs[i]*errs[i])
			c.means[i] = at(i) + k*(c.tally[i].mean()-at(i))
			c.deviations[i] = math.Sqrt(k) * errs[i]
		}
	}
}

func (c *chooser) value(x []float64, i int) float64 {
	if x == nil {
		return 0
	}
	return x[i]
}

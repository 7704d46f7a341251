package selection

import "math/rand/v2"

// chooser decides who plays, and when that is enough. Its calls must not overlap.
type chooser struct {
	rule   Rule
	scores [][]float64 // by candidate and pair; the k-th pairs of all are on one seed
	out    []bool      // by candidate: it can play no more, as it was withdrawn
	rand   *rand.Rand

	belief
	leader      int
	probability float64 // of the leader to be within delta of the best
}

func newChooser(rule Rule, candidates int, prior []float64, seed uint64) *chooser {
	c := &chooser{rule: rule, scores: make([][]float64, candidates), out: make([]bool, candidates), rand: rand.New(rand.NewPCG(seed, 0))}
	c.belief = newBelief(candidates, prior)
	return c
}

// add enters the score of a candidate's next pair.
func (c *chooser) add(candidate int, score float64) {
	c.scores[candidate] = append(c.scores[candidate], score)
}

// played is the number of a candidate's pairs.
func (c *chooser) played(i int) int { return len(c.scores[i]) }

// next returns the candidates that play their next batch of pairs, at most two, or none
// when the choice is made or nobody may play more.
func (c *chooser) next() []int {
	for i := range c.scores {
		if c.played(i) < c.rule.First && !c.out[i] {
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

func (c *chooser) playable(i int) bool { return !c.out[i] && c.played(i) < c.rule.MaxPairs }

// batch is the number of pairs that a candidate plays now.
func (c *chooser) batch(i int) int {
	if n := c.played(i); n < c.rule.First {
		return c.rule.First - n
	}
	return min(c.rule.Batch, c.rule.MaxPairs-c.played(i))
}

// threat draws a candidate by how likely it is the best by more than delta, or returns −1.
func (c *chooser) threat() int {
	start := c.rand.IntN(len(c.sample))
	for k := range c.sample {
		row := c.sample[(start+k)%len(c.sample)]
		if best := largest(row); row[best] > row[c.leader]+c.rule.Delta && c.playable(best) {
			return best
		}
	}
	return -1
}

// leastKnown returns the contender with the widest posterior, or −1.
func (c *chooser) leastKnown() int {
	widest := -1
	for i := range c.scores {
		if c.contends[i] && c.playable(i) && (widest < 0 || c.deviations[i] > c.deviations[widest]) {
			widest = i
		}
	}
	return widest
}

// A decision is taken by few draws from the posterior. Many confirm the last one: with few,
// a selection ends when their error is large.
const (
	fewDraws  = 400
	manyDraws = 4000
)

// update computes the posterior, the leader and its probability to be within delta of the
// best.
func (c *chooser) update() {
	c.fit(c.scores, c.out)
	c.judge(fewDraws)
	if c.probability >= c.rule.Confidence-0.02 {
		c.judge(manyDraws)
	}
}

// judge sets the leader and its probability by draws from the posterior.
func (c *chooser) judge(draws int) {
	c.draw(draws, c.rand)
	within := make([]float64, len(c.scores))
	for _, row := range c.sample {
		best := row[largest(row)]
		for i, v := range row {
			if v >= best-c.rule.Delta {
				within[i]++
			}
		}
	}
	c.leader = largest(within)
	for i := range within { // of equals the best mean, which few draws do not tell
		if within[i] == within[c.leader] && c.means[i] > c.means[c.leader] {
			c.leader = i
		}
	}
	c.probability = within[c.leader] / float64(draws)
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

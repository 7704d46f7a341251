package tune

import (
	"errors"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Candidate is a setting with its tallies, one per recording. All candidates have
// the same recordings in the same order.
type Candidate struct {
	Query   string  // of the decoder
	Setting float64 // the main setting's value
	Tallies []Tally
}

// Scored is a candidate's value by an objective.
type Scored struct {
	Value float64
	SE    float64 // of Value, over resampled recordings; NaN if undefined in more than 5 % of the resamples, or the same in all
	Lo    float64 // 95 % percentile interval over resampled recordings; NaN with SE
	Hi    float64
	Total Tally
}

// Choice is the result of Choose.
type Choice struct {
	Scored []Scored // by candidate
	Best   int      // highest value; ties go to the least active
	Chosen int      // by the one-standard-error rule
}

// bootstrapStream is the stream of the seed that recordings are drawn from.
const bootstrapStream = 0x74756e696e67

// ErrCollapsed is the error of a choice among settings that all collapse.
var ErrCollapsed = errors.New("choose a setting: every setting collapses, so none is chosen")

// Choose scores all candidates and chooses the least active one whose value is
// within one standard error of the best (Breiman et al., 1984). Activity is the
// number of presses; ties are broken by the number of presses without the book.
// A candidate that collapses is never chosen, whatever its value: an objective may
// judge the gate before the mask and the wrappers that stop every press. If all
// collapse, the error is ErrCollapsed.
func Choose(candidates []Candidate, o Objective, resamples int, seed uint64) (Choice, error) {
	if len(candidates) == 0 || len(candidates[0].Tallies) == 0 {
		return Choice{}, errors.New("choose a setting: no candidates or no recordings")
	}
	c := Choice{Scored: scoreAll(candidates, o, resamples, seed), Best: -1, Chosen: -1}
	defined := false
	for i := range c.Scored {
		s := &c.Scored[i]
		if math.IsNaN(s.Value) {
			continue
		}
		defined = true
		if s.Total.Collapsed() {
			continue
		}
		if c.Best < 0 || s.Value > c.Scored[c.Best].Value ||
			s.Value == c.Scored[c.Best].Value && s.Total.quieter(&c.Scored[c.Best].Total) {
			c.Best = i
		}
	}
	switch {
	case !defined:
		return c, errors.New("choose a setting: the objective is undefined for every candidate; the recordings may contain no press")
	case c.Best < 0:
		return c, ErrCollapsed
	}
	c.Chosen = c.Best // also without a standard error: nothing reaches a floor of NaN
	floor := c.Scored[c.Best].Value - c.Scored[c.Best].SE
	for i := range c.Scored {
		if s := &c.Scored[i]; s.Value >= floor && !s.Total.Collapsed() && s.Total.quieter(&c.Scored[c.Chosen].Total) {
			c.Chosen = i
		}
	}
	return c, nil
}

// scoreAll scores every candidate. The bootstrap resamples whole recordings, the
// same for every candidate.
func scoreAll(candidates []Candidate, o Objective, resamples int, seed uint64) []Scored {
	n := len(candidates[0].Tallies)
	draws := make([][]int, 0, resamples)
	for sample := range stats.Resamples(n, resamples, seed, bootstrapStream) {
		times := make([]int, n)
		for _, i := range sample {
			times[i]++
		}
		draws = append(draws, times)
	}
	scored := make([]Scored, len(candidates))
	for i := range candidates {
		scored[i] = score(candidates[i].Tallies, o, draws)
	}
	return scored
}

// quieter reports whether t is less active than o.
func (t *Tally) quieter(o *Tally) bool {
	return t.Presses < o.Presses || t.Presses == o.Presses && t.Unbooked < o.Unbooked
}

func score(tallies []Tally, o Objective, draws [][]int) Scored {
	s := Scored{Total: Sum(tallies), SE: math.NaN(), Lo: math.NaN(), Hi: math.NaN()}
	s.Value = o.Value(&s.Total)
	var values []float64
	t := Tally{Confusion: make([]int, len(s.Total.Confusion))}
	for _, weights := range draws {
		t.weigh(tallies, weights)
		if v := o.Value(&t); !math.IsNaN(v) && !math.IsInf(v, 0) {
			values = append(values, v)
		}
	}
	if math.IsNaN(s.Value) || len(values) < 2 || 100*len(values) < 95*len(draws) {
		return s
	}
	ci := stats.OrderStatistics95(values)
	if ci.Unvaried() { // as without a press: the recordings cannot tell how far the value may be off
		return s
	}
	mean, square := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		square += (v - mean) * (v - mean)
	}
	s.SE = math.Sqrt(square / float64(len(values)))
	s.Lo, s.Hi = ci.Lo, ci.Hi
	return s
}

// weigh sets t to the sum of tallies, each counted weights[i] times.
func (t *Tally) weigh(tallies []Tally, weights []int) {
	confusion := t.Confusion
	clear(confusion)
	*t = Tally{Confusion: confusion}
	for i, w := range weights {
		if w == 0 {
			continue
		}
		o := &tallies[i]
		for j, n := range o.Confusion {
			confusion[j] += w * n
		}
		t.Frames += w * o.Frames
		t.TP += w * o.TP
		t.Presses += w * o.Presses
		t.Expert += w * o.Expert
		t.Unbooked += w * o.Unbooked
		t.OpenOnPress += w * o.OpenOnPress
		t.Pressed += w * o.Pressed
		t.OpenOnIdle += w * o.OpenOnIdle
		t.Idle += w * o.Idle
	}
}

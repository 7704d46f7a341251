package arena

import (
	"fmt"

	"github.com/kumite/kumite/policy/rating"
)

// Running follows the finished legs of a run and says how it stands, for a line of
// progress. It counts every leg, so results, which leave out duplicates and the
// opponents of withdrawn contestants, may differ a little.
type Running struct {
	test  *rating.SPRT
	who   []tally
	at    map[string]int  // by name, index into who
	half  map[Key]float64 // points of A in pairs without their second leg
	pairs map[int]*rating.Pentanomial
	last  int // the pairing of the pair finished last
}

type tally struct {
	name   string
	points float64
	legs   int
}

// NewRunning returns the standing of a run before its first leg.
func NewRunning(test *rating.SPRT) *Running {
	return &Running{test: test, at: map[string]int{}, half: map[Key]float64{}, pairs: map[int]*rating.Pentanomial{}}
}

// Add counts a finished leg. Voids do not count.
func (r *Running) Add(l Leg) {
	points, played := l.points()
	if !played {
		return
	}
	r.add(l.A, points)
	r.add(l.B, 1-points)
	pair := Key{Pairing: l.Pairing, Pair: l.Pair}
	other, second := r.half[pair]
	if !second {
		r.half[pair] = points
		return
	}
	delete(r.half, pair)
	counts := r.pairs[l.Pairing]
	if counts == nil {
		counts = new(rating.Pentanomial)
		r.pairs[l.Pairing] = counts
	}
	counts.Add(other, points)
	r.last = l.Pairing
}

func (r *Running) add(name string, points float64) {
	i, known := r.at[name]
	if !known {
		i = len(r.who)
		r.at[name] = i
		r.who = append(r.who, tally{name: name})
	}
	r.who[i].points += points
	r.who[i].legs++
}

// String returns the log-likelihood ratio of the pairing that played last, in a run with a
// test; otherwise who has the highest score so far, in points per leg. It is "" before the
// first leg.
func (r *Running) String() string {
	if counts := r.pairs[r.last]; r.test != nil && counts != nil {
		result := r.test.Judge(*counts)
		return fmt.Sprintf("LLR %.2f of [%.2f, %.2f]", result.LLR, result.Lower, result.Upper)
	}
	best := -1
	for i, t := range r.who {
		if best < 0 || t.points*float64(r.who[best].legs) > r.who[best].points*float64(t.legs) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return fmt.Sprintf("%s leads with %.1f %%", r.who[best].name, 100*r.who[best].points/float64(r.who[best].legs))
}

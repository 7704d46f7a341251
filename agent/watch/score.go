package watch

import (
	"fmt"
	"strings"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// defaultBestOf is the number of matches in a set with a person.
const defaultBestOf = 3

// score counts matches, and sets if a person plays. It compares two contestants and
// restarts when one is replaced.
type score struct {
	wins    [2]int
	draws   int
	set     [2]int // matches won in this set
	sets    bool   // a person has played: best of bestOf
	setOver bool
	bestOf  int // matches in a set, odd
}

func (s *score) count(o sim.Outcome, personal bool) {
	s.sets = s.sets || personal
	winner, ok := o.Winner()
	if !ok {
		s.draws++
		return
	}
	s.wins[winner]++
	if personal {
		s.set[winner]++
		s.setOver = s.set[winner] > s.bestOf/2
	}
}

// marks returns the won matches of a set with a person, in the given order of the sides.
func (s *score) marks(order [2]sim.Side) (marks [2]string) {
	if !s.sets {
		return marks
	}
	for i, side := range order {
		won := min(s.set[side], s.bestOf/2+1)
		marks[i] = strings.Repeat("●", won) + strings.Repeat("○", s.bestOf/2+1-won)
	}
	return marks
}

// next prepares the next match, in a new set if the last one is over.
func (s *score) next() {
	if s.setOver {
		s.set, s.setOver = [2]int{}, false
	}
}

// waits reports whether a person must start the next match.
func (s *score) waits() bool { return s.setOver }

// reset restarts the score after a contestant was replaced.
func (s *score) reset() { *s = score{bestOf: s.bestOf} }

// text is the running score, in the given order of the sides: each side's wins of all
// matches with a confidence sequence, which is valid however often one looks. seeds says
// which matches they are.
func (s *score) text(names [2]string, seeds string, order [2]sim.Side) string {
	n := s.wins[0] + s.wins[1] + s.draws
	side := func(i sim.Side) string {
		if n == 0 {
			return fmt.Sprintf("%s 0/0", names[i])
		}
		rate := float64(s.wins[i]) / float64(n)
		ci := rating.ConfidenceSequence(rate, n, 0.05)
		return fmt.Sprintf("%s %d/%d = %.0f %% [%.0f, %.0f]", names[i], s.wins[i], n, 100*rate, 100*ci.Lo, 100*ci.Hi)
	}
	draws := "draws"
	if s.draws == 1 {
		draws = "draw"
	}
	text := fmt.Sprintf("%s – %s, %d %s, %s", side(order[0]), side(order[1]), s.draws, draws, seeds)
	if n > 0 {
		text += " (confidence sequences)"
	}
	if s.sets {
		text = fmt.Sprintf("set %d–%d   %s", s.set[order[0]], s.set[order[1]], text)
	}
	return text
}

// result formats the result of a match or set.
func (s *score) result(o sim.Outcome, names [2]string) string {
	winner, ok := o.Winner()
	switch {
	case !ok:
		return "a draw"
	case s.setOver:
		return fmt.Sprintf("%s takes the set %d–%d: Enter for a rematch", names[winner], s.set[winner], s.set[winner.Other()])
	}
	return names[winner] + " wins"
}

package arena

import (
	"errors"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// rate computes the Elo of all contestants that were not withdrawn, if the finished
// pairs connect them. Identical contestants under several names are one in the fit.
func (s *summary) rate() {
	at := map[string]int{} // index in the fit, by identity
	var in []int           // contestants that were not withdrawn
	for i := range s.Contestants {
		if s.Contestants[i].Withdrawn == nil {
			in = append(in, i)
			if _, known := at[s.same[i]]; !known {
				at[s.same[i]] = len(at)
			}
		}
	}
	if len(at) < 2 {
		return
	}
	var scores []rating.PairScore
	for _, p := range s.scores {
		if a, b := at[s.same[p.A]], at[s.same[p.B]]; a != b {
			scores = append(scores, rating.PairScore{A: a, B: b, Score: p.Score})
		}
	}
	fit, err := rating.FitPairs(len(at), scores)
	if err != nil {
		if !errors.Is(err, rating.ErrNotConnected) { // in an unfinished run a contestant may have met no other
			s.FitError = err.Error()
		}
		return
	}
	for _, contestant := range in {
		x, i := &s.Contestants[contestant], at[s.same[contestant]]
		x.Elo, x.EloCI95 = stats.Float(fit.Elo[i]), fit.EloCI95[i]
	}
	if len(at) > 2 {
		s.Fit = &Fit{stats.Float(fit.ChiSquare), fit.DF, stats.Float(fit.P), fit.Transitive(), fit.VirtualDraws}
	}
}

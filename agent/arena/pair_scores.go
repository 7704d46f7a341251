package arena

// PairKey names a pair of the schedule.
type PairKey struct {
	Pairing int // index into Pairings
	Pair    int // within the pairing
}

// PairScores returns contestant A's score, from 0 to 1, in each pair whose two legs
// were both played.
func PairScores(legs []Leg) map[PairKey]float64 {
	scores := map[PairKey]float64{}
	for key, pair := range newShelf(legs) {
		if len(pair) != 2 {
			continue
		}
		first, ok1 := pair[0].points()
		second, ok2 := pair[1].points()
		if ok1 && ok2 {
			scores[key] = (first + second) / 2
		}
	}
	return scores
}

// ScoredPair is a pair that counts in the results of a run.
type ScoredPair struct {
	A, B  string // names
	Seed  uint64
	Score float64 // of A, from 0 to 1
	Legs  [2]Leg
}

// Pairs returns the pairs that count, in schedule order. Those of withdrawn contestants
// do not.
func (r *Record) Pairs() ([]ScoredPair, error) {
	s, err := newSummary(r.cfg, r.Manifest.Contestants, nil)
	if err != nil {
		return nil, err
	}
	counted, _ := s.counted(newShelf(r.Legs))
	var all []ScoredPair
	for _, p := range counted {
		who := s.judge.pairings[p.pairing]
		_, outA := s.judge.withdrawn[who.A]
		_, outB := s.judge.withdrawn[who.B]
		if outA || outB || p.duplicate || len(p.legs) < 2 {
			continue
		}
		first, _ := p.legs[0].points()
		second, _ := p.legs[1].points()
		all = append(all, ScoredPair{p.legs[0].A, p.legs[0].B, p.legs[0].Seed, (first + second) / 2, [2]Leg(p.legs)})
	}
	return all, nil
}

// Identity returns a text that is equal for two contestants, also of different runs,
// that play alike on the same rules and timing. i is the contestant's place in the
// manifest.
func (r *Record) Identity(i int) string {
	return identity(r.cfg.Contestants[i], r.Manifest.Contestants[i])
}

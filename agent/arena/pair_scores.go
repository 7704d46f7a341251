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

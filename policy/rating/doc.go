// Package rating answers: who is stronger, by how much, and how surely?
//
// Pure functions over counts and scores: Wilson intervals, the pentanomial
// score of swapped pairs with its Elo, the generalised sequential probability
// ratio test, Bradley–Terry ratings, confidence sequences and the side
// advantage. It knows nothing of games, models or files.
//
// The unit is the pair: two legs with one seed and the sides swapped. The legs
// of a pair are correlated, so intervals are taken over pairs. A score is a
// share of points in [0, 1]: a win 1, a draw ½, a loss 0. An interval is never
// narrower than its data allow: where a formula's variance is zero or its
// sample is below ten pairs, Wilson's interval stands in and the result says so.
package rating

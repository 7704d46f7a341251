// Package rating answers who is stronger, by how much, and how certain that is.
//
// It has pure functions of counts and scores: the pentanomial score of swapped pairs
// with its Elo, the generalised sequential probability ratio test, Bradley–Terry
// ratings, confidence sequences and the side advantage. It knows no games, models or
// files.
//
// The unit is the pair: two legs on one seed with swapped sides. The legs of a pair
// are correlated, so intervals are over pairs. A score is a share of points in
// [0, 1]: 1 for a win, ½ for a draw, 0 for a loss. If the variance is zero or there
// are fewer than ten pairs, the normal interval would be too narrow; Wilson's is used
// instead, and the result says so.
package rating

// Package panel draws the panels below the game's picture: for each side, a bar per class,
// the decision with its reason, the last ten seconds, and the network's input; below them
// the score, notices and, for a replay, the timeline.
//
// It is pure Go and draws into an image, so that it is tested without a display and a
// window uploads a single picture. It decides nothing: a View holds everything that is
// shown.
package panel

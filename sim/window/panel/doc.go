// Package panel draws what stands below the game's picture in the window: for
// each side who plays, a bar per class, the decision with its reason, the last
// ten seconds, and the picture that the model was given; below them the score,
// notices and, for a replay, the timeline.
//
// It is pure Go and draws into an image, so that a test can look at it without
// a display, and so that a window uploads one picture and not a thousand
// letters. It decides nothing: a View holds everything that is shown.
package panel

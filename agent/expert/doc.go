// Package expert makes expert logs: it plays matches of a script that stands in
// for a person, and writes what that side saw at each decision and what it
// pressed in the decision period that followed.
//
// A frame is drawn from the world before the press that labels it, so that no
// label shows in its frame. What a match holds follows from the configuration and
// the match's number alone: not from how many run at once, nor from which of
// them were recorded earlier. A match is in the folder whole, with its replay,
// or not at all.
//
// The form of a log folder is vision/logs' business, and how a script plays
// sim/script's.
package expert

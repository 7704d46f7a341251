// Package expert records expert logs: it plays matches of a scripted expert and
// writes what the expert saw at each decision and what it pressed in the decision
// period that followed.
//
// A frame is drawn before the press that labels it, so no frame shows its own
// label. The contents of a match depend on the configuration and the match's
// number only, not on the number of workers or on an earlier interruption. A
// match is either in the folder completely, with its replay, or not at all.
//
// Package logs defines the format of a log folder; package script plays the
// fighters.
package expert

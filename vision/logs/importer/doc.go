// Package importer converts videos of play, each with a table of the actions that were
// pressed and when, to a log folder.
//
// A table is CSV or JSON lines. Each row has an action (column "action" or "key") and
// either a moment ("time" in seconds, "time_ms", or "frame" of the video) or the interval
// in which a key was down ("start" and "end", "start_ms" and "end_ms", or "start_frame"
// and "end_frame"). Package audit checks whether labels and frames fit together.
//
// Invariants: rows are one decision period apart, whatever the video's frame rate. Row k
// has the last frame shown at or before k periods, by the frames' own time stamps, and the
// press that begins in the period after it. A held key is one press, in one row. All
// inputs are read and paired before anything is written.
package importer

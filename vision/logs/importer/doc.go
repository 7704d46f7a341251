// Package importer makes a log folder of what people have: videos of play, and
// for each a table of when which action was pressed.
//
// A table is CSV or JSON lines. Each row has an action (column "action" or "key")
// and either a moment ("time" in seconds, "time_ms", or "frame" of the video) or
// an interval in which the key was down ("start" and "end", "start_ms" and
// "end_ms", or "start_frame" and "end_frame"). What the classes mean, and whether
// labels lie where presses show, is left to others (package audit).
//
// Invariants: rows are one decision period apart, whatever the video's frame
// rate; row k has the last frame shown at or before k periods, by the frames' own
// time stamps, and the press that begins in the period after it. A press is
// labelled in one row, also where a key was held. All inputs are read and paired
// before anything is written.
package importer

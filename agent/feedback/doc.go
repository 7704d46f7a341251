// Package feedback answers: what do people complain about, in which match and when?
//
// Feedback is a folder. feedback.jsonl has one complaint per line and only grows;
// replays/ has the recordings, each under its hash, so that a complaint is complete
// without the run it came from. A report that is open in a browser exports complaints with
// their replays; Import adds such a file. A recording is verified before it is stored, and
// who played comes from its header, never from the browser. A complaint that is already
// there is not added again.
//
// Files may come from strangers: sizes, numbers and texts are bounded. Texts are kept as
// they were written; whoever shows them escapes them. What a candidate does at such a
// moment is left to package scenario.
package feedback

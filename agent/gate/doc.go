// Package gate answers: which of these models may replace the champion?
//
// A gate works in a folder DIR. It tests the models in DIR/candidates one after the
// other against the champion until a sequential test decides. An accepted candidate
// is moved to DIR/accepted, a rejected one to DIR/rejected, with all its files and a
// record of the reason; an inconclusive one stays, with its record beside it. The
// matches are kept in run folders below DIR/runs, where an interrupted test resumes.
//
// A candidate is rejected only for its own failure. A problem of the machine or the
// champion is an error; an entry that cannot be tested is skipped. A candidate is
// moved completely or not at all: if the process is killed, the next run finishes
// the move. One process at a time may work in a gate's folder.
//
// The folder may come from somebody else. Nothing outside it is written or moved. Of a
// candidate only regular files are moved that loading it reads, and its card and canary;
// a candidate with links among its files is skipped.
//
// Matches are left to agent/arena, statistics to policy/rating. Time and version are
// parameters.
package gate

// Package gate answers: which of these models may replace the champion?
//
// A gatekeeper has a folder: models in DIR/candidates, tested one after the other
// against the champion until a sequential test decides. An accepted candidate is
// moved to DIR/accepted, a rejected one to DIR/rejected, with all its files and a
// record of why; an inconclusive one stays, with its record beside it. The matches
// are kept in run folders below DIR/runs, and a test that was interrupted resumes
// there.
//
// A decision is a candidate's own: what is wrong with the machine, the champion or
// the name of a file is never held against a model. A candidate is moved whole or
// not at all, whenever the process is killed: the next run finishes the move. One
// process at a time may work in a gate's folder.
//
// The matches are agent/arena's, the statistics policy/rating's. Time and version
// are handed in.
package gate

// Package study answers: which offline metric would have picked the online
// winner?
//
// One unit is one model with one decoder. Run measures each unit twice: offline
// on held-out logs, with every metric of agent/openloop, and online in paired
// matches against the same opponents on the same seeds, at one cost of a wrong
// press or several. It ranks the metrics by how well they predict the online
// score, with the statistics of policy/offline, and says first which one to
// choose models by, and what choosing by frame accuracy would have cost.
//
// A folder keeps what was done: evaluations by the hash of logs, model and
// decoder, and the run folder of each pairing. Run again, it does only what is
// missing; units may be added.
package study

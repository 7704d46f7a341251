// Package study answers: which offline metric would have picked the online
// winner?
//
// One unit is one model with one decoder. Run measures each unit twice: offline
// on held-out logs, with every metric of agent/openloop, and online in paired
// matches against the same opponents on the same seeds, at one cost of a wrong
// press or several. It ranks the metrics by how well they predict the online
// score, with the statistics of policy/offline. The verdict names the metric to
// choose models by, if it can be told from the others, and the loss from choosing by
// frame accuracy. It names none below eight units, if the interval of the leader's ρ
// includes 0, or if that of its paired difference in ρ to another metric does.
//
// A folder keeps the work: evaluations by the hash of logs, model and decoder, and
// the run folder of each pairing. Run does only what is missing there; units may be
// added.
package study

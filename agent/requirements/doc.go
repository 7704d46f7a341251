// Package requirements answers whether a model meets what a service needs: time per
// decision, decisions per second, memory, metrics on logs, win rates against opponents,
// and health, where the model will be served.
//
// A File states the requirements; Parse reads one and refuses what it does not know, with
// line and column. Run measures each requirement with an instrument of another package
// (agent/bench, agent/openloop, agent/arena, agent/sweep) and decides it: PASS or FAIL
// only if the samples show it, otherwise UNDECIDED with the number of samples that are
// missing. A latency passes if the samples confirm its percentile with 99 % confidence,
// everything else if the whole 95 % interval is on the right side. For a FAIL the document
// names the changes that would pass, the cheapest first.
//
// Nothing is stored, and nothing falls back: if the model cannot run where it is to be
// served, no other requirement is decided.
package requirements

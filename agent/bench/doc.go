// Package bench answers how long a decision of a model takes, and how many a machine
// makes per second.
//
// A scenario is one way of asking. Single times decisions one at a time, back to back
// and at the pace of the game. Server finds how many agents one process serves within a
// bound. Offline counts scores per second, Matches match-seconds per second, and Memory
// what each further session of a model holds.
//
// Numbers are meant to be quoted. Latencies on a schedule count from the scheduled
// moment, so a stall shows in everything it delayed. Percentiles are order statistics,
// with an interval and with the bound that so few samples confirm. Measurements repeat
// in windows, alternating between everything that is compared, until the last three
// agree within 10 %, at most ten times; a document states where they did not. A
// decision that fails is an error, because its time is not that of a decision.
//
// Nothing is stored. What a service needs, and whether a model meets it, is left to the
// caller.
package bench

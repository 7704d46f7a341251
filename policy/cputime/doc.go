// Package cputime limits the computation of a network by the CPU time that it uses.
// It answers whether a run has used up its limit, whatever else the machine does
// meanwhile.
//
// A Clock reads the CPU time of a thread or of a process, and a Meter compares it with
// a limit at regular beats. Elapsed time ends a run only if it has stopped computing: a
// run that uses next to no CPU time in IdleBeats consecutive beats is blocked. A beat
// that comes late counts once, so a machine that is too busy to deliver beats delays
// that end.
//
// Stopping a run is left to the caller. A Meter reads no clock itself; calls on one
// must not overlap. Systems without clocks of other threads and processes have the
// elapsed time instead (Supported is false); there, load counts.
package cputime

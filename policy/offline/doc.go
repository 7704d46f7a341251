// Package offline answers how good a policy looks on recorded logs, and whether
// offline metrics predict online results.
//
// An Evaluation takes recordings one at a time (the expert's presses, the policy's
// decisions and optionally its scores) and computes metrics of imitation: events
// matched in time, frame metrics, calibration. Agree compares an offline metric
// with online scores. The package reads no files, runs no models and decodes
// nothing.
//
// Invariants: events never match across recordings; the bootstrap resamples
// recordings, never frames; 0/0 is undefined (null in JSON), not zero.
package offline

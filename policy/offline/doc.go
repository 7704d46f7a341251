// Package offline answers: how good does a policy look on recorded logs, and do
// such looks predict who wins?
//
// An Evaluation takes recordings one at a time (what the expert pressed, what
// the policy emitted, and optionally its scores) and tells the metrics of
// imitation: presses matched in time, frames, calibration. Agree compares any
// offline metric with online scores. The package reads no files, runs no models
// and decodes nothing.
//
// Invariants: events never match across recordings; intervals resample
// recordings, never frames; a value that is 0/0 is undefined (null in JSON),
// never NaN and never a convenient zero.
package offline

// Package monitor answers how a running service is doing: it counts matches, decisions,
// presses, faults and durations by contestant and model, and serves them to Prometheus.
//
// A Metrics is fed by whoever plays or serves: with the legs of a tournament (Leg), with
// the answers of a server (Answer), or with the counts of a window (Seat, Match). Feeding
// it changes nothing of what is played, and its methods may be called concurrently. Nothing
// listens unless Listen is called. docs/monitoring.md describes every metric.
package monitor

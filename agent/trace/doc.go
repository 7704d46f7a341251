// Package trace answers where the time of a single decision went: it writes spans for
// OpenTelemetry to a file in the OTLP JSON format, one document on each line, which a
// Collector's receiver otlpjsonfile reads.
//
// A decision of the window is a span with a part for each step: wait, grab, see, infer,
// decode, send. A request to a server is one with read, queue, infer and decode; it belongs
// to the trace of a client that sends a traceparent (W3C Trace Context), and follows its
// choice whether to record. Of others, one in Config.Every is recorded.
//
// Recording does not block: spans that the disk is too slow for are dropped and counted.
// The package measures nothing itself; others hand over what they have measured.
package trace

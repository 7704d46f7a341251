// Package inspect answers whether a model file keeps its contract. It reads the
// file, its sidecar and its graph, checks every rule of the contract, loads the
// model, and reports its scores for a zero frame and for frames of a match or a
// recording.
//
// A broken rule is a result, reported by Document.Broken; an error means that a
// file could not be read or the configuration is invalid. Every rule is checked whose
// prerequisites are kept. A model that may be hostile is inspected in a process of its
// own, with a limit of memory and of the time without progress. This package does not measure how well a model plays.
package inspect

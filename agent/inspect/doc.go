// Package inspect checks a model file: it reads the file, its sidecar and its
// graph, checks every rule of the model contract, loads the model, and runs it on
// a zero frame and on frames of a match or a recording.
//
// A violated rule is a result, reported by Document.Broken, not an error. An error
// means that a file could not be read or that the request was invalid. Rules after
// the first violated one are not checked. The package does not measure how well a
// model plays.
package inspect

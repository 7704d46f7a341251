// Package ort runs model files in ONNX Runtime; it is the only importer of the
// runtime's binding.
//
// A Session is one loaded model: its files read once, its contract checked, its
// tensors bound once and written in place. Sessions are independent; the calls
// on one must not overlap, but for Cancel. Each runs on one thread: matches are
// the unit of parallelism, and results must not depend on what else runs. A run
// that lasts too long is cut off and waited for, and the session goes on.
//
// What a file states (inputs, outputs, metadata, where its weights lie) is read
// here, without the runtime, so that no session is made only to ask for it.
package ort

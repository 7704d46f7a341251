// Package ort runs model files in ONNX Runtime; it is the only importer of the
// runtime's binding.
//
// A Session is one loaded model: its contract read and checked, its tensors
// bound once and written in place. Sessions are independent; the calls on one
// must not overlap. Each runs on one thread: matches are the unit of
// parallelism, and results must not depend on what else runs.
package ort

// Package ort runs model files in ONNX Runtime, and reads what they say about
// themselves without it. It is the only importer of the runtime's binding.
//
// Open answers: does this file keep the contract of package policy, and what
// are the scores of an input? A Session is one loaded model: its files read
// once, its contract checked, its tensors bound once and written in place.
// Sessions are independent; calls of one must not overlap, except Cancel. Each
// runs on one thread: matches are the unit of parallelism, and results must not
// depend on what else runs. A run that lasts too long is terminated and waited
// for, and the session stays usable.
//
// Inspect answers: what does the file contain, and what does a run cost? The
// file is parsed in one pass into a modelProto, which Open, Inspect and Files
// share. Parsing copies no weights, and neither a hostile nor a damaged file
// makes it panic, recurse without bound, or leave the model's folder.
//
// What the numbers mean is up to package policy; how frames become inputs, to
// package vision.
package ort

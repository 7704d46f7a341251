// Package ort runs model files in ONNX Runtime and reads their content without it.
// It is the only importer of the runtime's binding.
//
// Open answers whether a file keeps the contract of package policy, and a Session
// what scores an input has. A Session is one loaded model: its files are read once,
// its contract is checked, and its tensors are bound once and written in place.
// Inputs other than the frames are constants or recurrent state, which a Session
// carries from run to run until Reset; outputs that the contract does not name are
// ignored.
//
// Sessions are independent; calls of one must not overlap, except Cancel. Each runs
// on one thread: matches are the unit of parallelism, and results must not depend
// on the machine's load. A run that exceeds its limit is terminated and awaited,
// and the session stays usable.
//
// Inspect answers what a file contains and what a run costs. The file is parsed in
// one pass into a modelProto, which Open, Inspect and Files share. Parsing copies
// no weights, and no damaged or hostile file makes it panic, recurse without bound,
// or read outside the model's folder.
//
// Package policy interprets the scores; package vision turns frames into inputs.
package ort

// Package openloop plays a model on recorded frames: it runs networks over
// recordings, decodes their scores as an agent would, and measures what was
// decided against what the expert did. It answers how good a model looks
// offline, and is the one open-loop decoder of eval, tune, study and the checks
// of logs.
//
// A log is open-loop: what is decided there changes nothing on the screen. The
// agent's own book is kept all the same, so a skill that was just used is not
// available. Decoders that draw are seeded by the recording's name, so that a
// recording is decoded alike wherever it lies and whatever is decoded beside it.
//
// A Scorer runs networks, a Decoder decodes; Evaluate and EvaluatePredictions do
// both and return a document. What a setting is worth is agent/tune's business,
// whether offline predicts online agent/study's.
package openloop

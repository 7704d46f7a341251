// Package serve answers requests for scores and decisions over the network, in the Open
// Inference Protocol, version 2: HTTP with JSON or binary tensors, and gRPC.
//
// A request brings either the whole input tensor of a model or one frame, and gets the raw
// scores of the network and what the decoder makes of them. A request of a sequence, which
// is one player in one match, continues that player's stacked frames, decoder state, book
// and recurrent state; without a sequence every request stands alone.
//
// A worker runs a request as soon as it is free, together with others only if they are
// queued already; it never waits for more. A request that cannot be answered by its
// deadline, or that finds the queue full, is refused before it is queued. A model file that
// changes is loaded and replaces the old version for requests and sequences that begin
// afterwards; a sequence ends on the version on which it began.
//
// Run serves until its context is cancelled, and then answers what it has accepted.
// Playing matches against a served model is left to agent/bot.
package serve

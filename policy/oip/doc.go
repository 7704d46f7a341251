// Package oip asks models that are served elsewhere, over the gRPC half of the Open
// Inference Protocol, version 2, which Triton, KServe, OpenVINO Model Server and MLServer
// speak.
//
// A Session is such a model with the contract of package policy: it sends the tensor of
// its input and receives one raw score per class. What the scores mean comes from a
// sidecar in this machine's file system, or, without one, from the metadata of the server
// (`kumite serve` states it). The input and output that the server states are checked
// against it when the session is opened, and the version of the model must stay the same
// while it is open.
//
// A server that cannot be reached is waited for, up to a limit. Beyond it the error
// matches policy.ErrLost. The package also converts tensors, for servers.
package oip

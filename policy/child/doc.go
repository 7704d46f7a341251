// Package child runs a network in a child process, so that a network that crashes,
// exhausts memory or hangs does not affect the parent. It answers what scores the
// network computes and, if its process is lost, why.
//
// Serve is the child's side: it loads a network under a memory limit, sends its
// contract, and answers inputs with scores until its input ends. Session is the
// parent's side: it starts the program, provides the network's input and scores,
// and reports how a lost process ended. Both sides are the same program on one
// machine and exchange numbers in native byte order. On Linux, requests and answers are in
// memory that both have mapped; elsewhere, and for inputs that are too large, they go
// through pipes. A network's recurrent state stays in the child; a request says when to
// reset it.
//
// A child has the environment, and on Linux the folders, that its Config lists; it closes
// files that it has inherited, and RefuseCalls takes network, programs and files from it.
// Sandbox says which of this the system offers.
//
// The scores are identical to those of the network in the parent's process. This
// package knows no runtime; the caller provides the network.
package child

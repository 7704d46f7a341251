// Package child runs a network in a process of its own, so that one that
// crashes, eats the memory or never answers takes nobody with it. It answers
// the question: what does this network score, and if it scores nothing any
// more, what became of it?
//
// Serve is the child's end: it loads a network under a memory limit, says what
// its file promises, and answers inputs with scores until its input ends.
// Session is the parent's end: it starts the program, has the input and the
// scores at hand as the network itself would, and tells how a process that was
// lost came to its end. Both ends are the same program on one machine: numbers
// cross in the machine's own byte order.
//
// The scores are those that the network gives in this process: the same
// program runs the same file. What the child runs, and on what, is the
// caller's: this package knows no runtime.
package child

// Package cv answers the same question as package vision, through OpenCV:
// what exactly does the network see? It takes any frame size, captured colour
// frames as well as palette frames, and reads and writes lossless video.
//
// It is the only importer of gocv. No gocv type is in an exported signature;
// every native handle has one owner here and an idempotent Close. OpenCV runs
// one thread (matches are the unit of parallelism) and writes nothing to
// stdout or stderr: what goes wrong is in the returned errors.
package cv

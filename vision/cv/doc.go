// Package cv answers what exactly the network sees, like package vision, but with OpenCV:
// for any frame size, and for captured colour frames as well as palette frames. It also
// captures frames and reads and writes video.
//
// It is the only importer of gocv, and no exported signature has a gocv type. Every native
// handle has one owner and an idempotent Close. OpenCV uses one thread (matches are the
// unit of parallelism) and writes nothing to stdout or stderr; errors are returned.
package cv

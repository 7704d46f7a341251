// Package gobuild builds this module's programs for tests that run them, and tells
// go test's cache on which files such a test depends.
//
// go test caches a result until a file changes that the test itself has opened or
// examined; it does not see the files that a child process reads. Program and Examine
// therefore examine the sources.
package gobuild

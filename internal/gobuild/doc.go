// Package gobuild builds this module's programs for the tests that run them.
//
// go test caches a result until a file changes that the test itself has opened or
// examined; it does not see the files that a child process reads. Program and Examine
// therefore examine the sources.
package gobuild

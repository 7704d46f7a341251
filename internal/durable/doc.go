// Package durable keeps what was computed: files that are replaced whole or not
// at all and are on the disk when the call returns, hashes of files, a lock on
// a folder, and a pool of workers.
//
// It knows nothing of what the files hold. A file that is being written has a
// hidden name beside its own; Partial recognises it, so that the owner of a
// folder can remove what a killed process left.
package durable

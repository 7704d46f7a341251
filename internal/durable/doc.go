// Package durable writes files atomically and durably, hashes files and locks folders. A
// file is replaced completely or not at all, and is on disk when the call returns.
//
// While a file is written, it has a hidden temporary name in the same folder.
// Partial recognizes such names, so that the owner of a folder can remove the
// leftovers of a killed process.
//
// Paths that people name are followed through links. Functions whose names end in In
// write files of a folder that may come from somebody else: they follow no link.
//
// It needs Linux or macOS: Windows has neither flock nor an atomic rename over an
// existing file.
package durable

// Package jsonfile reads JSON that other programs or people wrote, and says in plain words
// what is wrong with it. The meaning of the keys is left to the caller.
//
// Invariants: a byte order mark is ignored and another encoding than UTF-8 is named; a key
// of which only one of two values would count is an error; no error names a type of Go.
package jsonfile

// Package docstest answers whether docs/formats.md still describes what the code
// reads and writes. It compares the schemas, keys and columns on the page with
// the struct tags and string literals of the module's source, which it parses
// and does not compile: types may move from package to package without a change
// here. Whether a sentence on the page is true is left to its readers.
package docstest

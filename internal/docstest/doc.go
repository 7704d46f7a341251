// Package docstest answers whether docs/formats.md still describes what the code
// reads and writes. It compares the schemas, keys and columns on the page with
// the struct tags and string literals of the module's source. It parses the source
// and does not import it, so that types can move between packages without a
// change here. It does not check the sentences on the page.
package docstest

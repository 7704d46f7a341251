// Package plain makes text of unknown origin safe to show. It is the one place where
// text leaves the program: cells of tables, lines, error messages, logs, CSV and SVG.
//
// Names in models, logs and replays can hold anything. A control character moves the
// cursor or sets the title of a terminal, a newline tears a table, a bidirectional
// mark reorders a line, and a spreadsheet computes a cell that begins with "=". The
// functions replace such characters by their escapes in Go and JSON, such as \u001b,
// so that they can be seen. Text without them is returned unchanged.
package plain

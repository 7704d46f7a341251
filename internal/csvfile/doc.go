// Package csvfile answers: what are the rows of a CSV file that another program
// wrote? It reads the forms that spreadsheets and scripts write: UTF-8 with or
// without a byte order mark, UTF-16 of either byte order, line ends of LF, CRLF
// or CR, and commas, semicolons or tabs between fields. What the columns mean is
// left to the caller.
//
// Invariants: it streams; a plain file (UTF-8, LF, commas) gives the rows of
// encoding/csv; bytes that are no text in the file's encoding are an error and
// never replaced.
package csvfile

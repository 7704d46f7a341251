// Package csvfile reads CSV files that other programs wrote, in the forms that
// spreadsheets and scripts produce: UTF-8 with or without a byte order mark, UTF-16 of
// either byte order, line ends of LF, CRLF or CR, commas, semicolons or tabs between
// fields, and a first line "sep=;". The meaning of the columns is left to the caller.
//
// Invariants: files are streamed; a plain file (UTF-8, LF, commas) yields the rows of
// encoding/csv; bytes that are not text in the file's encoding are an error and are
// never replaced.
package csvfile

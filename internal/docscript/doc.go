// Package docscript answers whether the commands that the documentation prints
// still run.
//
// A documented command is a line of a shell block of a page that starts with
// kumite, make or python3, wherever the program lies. Each one appears in a script
// in testdata/script, as printed or scaled down, or in NotRun with the reason.
// A scaled command follows a comment with the page's own line:
//
//	# page: kumite record --out logs --matches 300
//	exec kumite record --out logs --matches 10
//
// Check compares pages, scripts and NotRun, so that neither can change alone. The
// tests run the scripts (github.com/rogpeppe/go-internal/testscript) with the
// program built from this tree. Whether a number on a page is still right is not
// checked here.
package docscript

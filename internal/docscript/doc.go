// Package docscript answers whether the commands that the documentation prints
// still run.
//
// A documented command is a line of a shell block that runs kumite, make or python3,
// with or without a path. Each one appears in a script in testdata/script, as printed
// or scaled down, or in NotRun with the reason. A comment with the page's line
// precedes a scaled command:
//
//	# page: kumite record --out logs --matches 300
//	exec kumite record --out logs --matches 10
//
// Check compares pages, scripts and NotRun, so that none of them can change alone.
// The tests run the scripts with the program built from this tree and check exit
// codes and telling lines. Whether the numbers on a page are still right is not checked.
package docscript

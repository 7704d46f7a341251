// Package regress answers whether the program still prints and writes what it
// did before: numbers, keys, names and order of its documents, byte for byte.
//
// Its tests run kumite as a user would, on small fixed inputs, and compare
// standard output and written files with golden files in testdata. Before the
// comparison they mask what differs between two runs of one program: measured
// times, the time of day, the program's version, measured memory, and hashes of
// video files, which hold a random identifier. Nothing else is masked. What a
// result should be is left to the tests of the packages that compute it.
//
// A golden file is a sequence of documents, each below a line "==> NAME <==". One
// of more than 256 KiB is compressed. To compare another program than the one
// built from this tree, or to take the golden files from it (a relative path
// counts from the module's root):
//
//	go test -count=1 ./internal/regress -program PATH
//	go test -count=1 ./internal/regress -update [-program PATH] [-run TestTune/sample]
//
// Decoders that draw random numbers on logs have golden files of their own,
// NAME-sample.golden, so that a change of their seeding renews those alone.
//
// Scores of a network depend in their last digits on the processor's
// instructions, so fractions are compared to one part in 100 000, whole numbers
// and words exactly; -exact compares every digit, as one processor gives it.
package regress

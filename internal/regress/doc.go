// Package regress answers whether the program's output is unchanged: the numbers,
// keys, names and order of its documents, byte for byte.
//
// Its tests run kumite as a user would, on small fixed inputs, and compare
// standard output and written files with golden files in testdata. Before the
// comparison they mask what differs between two runs of one program: measured
// times, the time of day, the program's version, measured memory, and hashes of
// video files, which contain a random identifier. Nothing else is masked. Whether
// a result is correct is tested in the packages that compute it.
//
// A golden file is a sequence of documents, each after a line "==> NAME <==". Files
// of more than 256 KiB are compressed. To compare a program other than the one
// built from this tree, or to renew the golden files from it (a relative path
// starts at the module's root):
//
//	go test -count=1 ./internal/regress -program PATH
//	go test -count=1 ./internal/regress -update [-program PATH] [-run TestTune/sample]
//
// Decoders that draw random numbers on logs have separate golden files,
// NAME-sample.golden, so that a change of their seeding affects only those.
//
// The last digits of a network's scores depend on the processor, so fractions are
// compared with a relative tolerance of 1e-5, whole numbers and words exactly.
// -exact compares every digit.
package regress

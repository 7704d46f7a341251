package docscript

// NotRun are the documented commands that no script runs, with the reason.
var NotRun = map[string]string{
	"make setup build":   "installs packages; the tests build the same program",
	"make build":         "the tests build the same program",
	"make test":          "runs these tests",
	"make fmt lint test": "runs these tests",
	"bin/kumite watch models/pro-ce.onnx script:pro": "opens a window; tests of cmd/kumite-watch do, under a virtual display",
	"bin/kumite watch human models/pro-ce.onnx":      "opens a window and waits for a person",
}

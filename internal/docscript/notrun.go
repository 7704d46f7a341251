package docscript

// NotRun are the documented commands that no script runs, with the reason.
var NotRun = map[string]string{
	"bin/kumite worker --nats nats://127.0.0.1:4222":                                             "runs until it is interrupted; tests of agent/farm and cmd/kumite run workers",
	"bin/kumite tournament --nats embedded --out run --pairs 1000 models/pro-ce.onnx script:pro": "waits for a worker; tests of agent/farm and cmd/kumite run both",
	"make setup build":   "installs packages; the tests build the same program",
	"make build":         "the tests build the same program",
	"make test":          "runs these tests",
	"make fmt lint test": "runs these tests",
	"bin/kumite watch models/pro-ce.onnx script:pro":                                                                     "opens a window; tests of cmd/kumite-watch do, under a virtual display",
	"kumite watch models/pro-ce.onnx script:pro":                                                                         "opens a window; tests of cmd/kumite-watch do, under a virtual display",
	"kumite watch --trace spans.jsonl models/pro-ce.onnx script:pro":                                                     "opens a window; a test of cmd/kumite-watch reads the spans, under a virtual display",
	"kumite tournament 'oips://gpu-box:8001/pro-ce?decode=argmax' 'oip://triton/duel?sidecar=duel.onnx.json' script:pro": "needs a certificate and another server; tests of policy/oip have both",
	"bin/kumite watch human models/pro-ce.onnx":                                                                          "opens a window and waits for a person",
}

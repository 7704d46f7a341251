package trace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/agent/trace"
)

// A server's answers are handed over by serve.Config.Answered.
func ExampleRecorder() {
	dir, err := os.MkdirTemp("", "trace")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "spans.jsonl")
	r, err := trace.Open(trace.Config{Path: path, Every: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	r.Answer(serve.Answered{Model: "pro-ce", Code: "OK", Start: time.Unix(1, 0), Total: time.Millisecond})
	err = r.Close()
	line, _ := os.ReadFile(path)
	fmt.Println(strings.Contains(string(line), `"startTimeUnixNano":"1000000000","endTimeUnixNano":"1001000000"`), err)
	// Output: true <nil>
}

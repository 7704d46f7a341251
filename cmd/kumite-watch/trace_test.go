package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDecisionsInTheWindowAreTraced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spans.jsonl")
	if code, _, stderr := start(t, nil, "--exit-after", "90", "--trace", path, model, "script:pro"); code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	spans, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"decision", "grab", "infer", "send"} {
		if !strings.Contains(string(spans), `"name":"`+name+`"`) {
			t.Errorf("no span %q in %.300s", name, spans)
		}
	}
}

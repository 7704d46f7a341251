package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestNamesThatAreNotUTF8AreRefusedBeforeTheFirstMatch(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	file := write(t, dir, "a\xff.onnx", read(t, model))
	times := write(t, dir, "t\xfe.csv", []byte("35\n"))
	sidecar := write(t, dir, "b.onnx", read(t, model))
	write(t, dir, "b.onnx.json", []byte("{\"kumite.classes\":[\"no_action\",\"p\xff\"]}"))
	table := write(t, dir, "p.csv", []byte("recording,frame,truth,predicted\na\xff,0,poke,no_action\n"))
	classes := write(t, dir, "c.csv", []byte("recording,frame,truth,predicted\na,0,p\xff,no_action\n"))
	for name, args := range map[string][]string{
		"a model's file":  {"tournament", "--out", run, "--pairs", "1", file, "script:dummy"},
		"the champion":    {"tournament", "--out", run, "--challenge", file, "script:dummy"},
		"a name":          {"tournament", "--out", run, "--pairs", "1", "script:pro?name=%ff", "script:dummy"},
		"a file of times": {"tournament", "--out", run, "--pairs", "1", "--latency", "file:" + times, model, "script:dummy"},
		"a sidecar":       {"tournament", "--out", run, "--pairs", "1", sidecar, "script:dummy"},
		"a recording":     {"eval", "--predictions", table},
		"a class":         {"eval", "--predictions", classes},
		"an alias":        {"eval", "--logs", dir, "--alias", "poke=\xff", model},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, args, "UTF-8") })
	}
	if _, err := os.Stat(run); err == nil {
		t.Error("there is a run folder, want none")
	}
}

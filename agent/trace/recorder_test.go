package trace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/serve"
)

func TestParentsAreThoseOfW3C(t *testing.T) {
	const good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-"
	for header, want := range map[string]parent{
		good + "01":                  {"0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true},
		good + "00":                  {"0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", false},
		"cc" + good[2:] + "09-later": {"0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true},
		"":                           {},
		good:                         {},
		good + "01-more":             {},
		good + "0":                   {},
		"ff" + good[2:] + "01":       {},
		strings.ToUpper(good) + "01": {},
		"00-00000000000000000000000000000000-b7ad6b7169203331-01": {},
		"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01": {},
		"00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01": {},
	} {
		if got := parseParent(header); got != want {
			t.Errorf("%q: %+v, want %+v", header, got, want)
		}
	}
}

func TestAFileThatCannotBeWrittenIsReportedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path) // for reading
	if err != nil {
		t.Fatal(err)
	}
	reported := 0
	r := &Recorder{cfg: Config{Path: path, Every: 1, Failed: func(error) { reported++ }}, file: file, trees: make(chan tree), done: make(chan error, 1)}
	go func() { r.done <- r.run() }()
	for range 3 {
		r.trees <- newTree("decision", kindInternal, parent{}, time.Unix(1, 0), time.Second)
	}
	if err := r.Close(); err == nil || !strings.Contains(err.Error(), "decisions that it lacks: 3") || !strings.Contains(err.Error(), "write traces") || reported != 1 {
		t.Errorf("%v, reported %d times; want that 3 decisions are lacking and why, reported once", err, reported)
	}
}

func TestWhatTheFileIsTooSlowForIsDroppedAndCounted(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "x.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	r := &Recorder{cfg: Config{Path: "x.jsonl", Every: 1}, file: file, trees: make(chan tree, 2), done: make(chan error, 1)}
	for range 5 { // nothing writes yet
		r.Answer(serve.Answered{Code: "OK", Start: time.Unix(1, 0)})
	}
	go func() { r.done <- r.run() }()
	if err := r.Close(); err == nil || !strings.Contains(err.Error(), "decisions that it lacks: 3") {
		t.Errorf("%v, want that 3 of 5 are lacking", err)
	}
}

func TestTracesAreWrittenToRegularFilesOnly(t *testing.T) {
	for path, says := range map[string]string{t.TempDir(): "is a directory", os.DevNull: "a device", "no/such/folder/x.jsonl": "no such file"} {
		if _, err := Open(Config{Path: path, Every: 1}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want an error with %q", path, err, says)
		}
	}
	if _, err := Open(Config{Path: filepath.Join(t.TempDir(), "x.jsonl")}); err == nil {
		t.Error("one in 0 decisions was accepted")
	}
}

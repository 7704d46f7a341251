package farm_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

// tinyModel is a model of three classes that policy/ort is tested with.
const tinyModel = "../../policy/ort/testdata/good.onnx"

// otherModel is one more.
const otherModel = "../../policy/ort/testdata/softmax.onnx"

// failsLater returns a loader that loads a model once, as arena.Identify does, and then
// fails.
func failsLater(load bot.Loader) bot.Loader {
	loaded := false
	return func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
		if loaded {
			return nil, errors.New("out of order")
		}
		loaded = true
		return load(c, delayTicks)
	}
}

func cut(t *testing.T, dir string, bytes int64) {
	t.Helper()
	if err := os.Truncate(filepath.Join(dir, "matches.jsonl"), bytes); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// replace replaces the first occurrence of a text in a file.
func replace(t *testing.T, dir, name, old, by string) {
	t.Helper()
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%s lacks %s (%v)", path, old, err)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(by), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

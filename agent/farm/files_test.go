package farm

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
)

// sized makes a file of a size that takes no space.
func sized(t *testing.T, path string, size int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestExternalDataMayBeLargerThanAModelsFile(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile("../../policy/ort/testdata/external.onnx")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "m.onnx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := bot.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	cfg := arena.Config{Contestants: []bot.Contestant{c}}
	external := filepath.Join(dir, "external.data")
	sized(t, external, safefile.Model.Bytes+1)
	b, err := newLibrary(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.files[0]) != 2 || b.files[0][1].Name != "external.data" {
		t.Errorf("the files are %+v, want the model and external.data", b.files[0])
	}
	sized(t, path, safefile.Model.Bytes+1)
	if _, err := newLibrary(cfg); !errors.Is(err, safefile.ErrTooLarge) {
		t.Errorf("a model's own file of 2 GiB: %v, want %v", err, safefile.ErrTooLarge)
	}
}

package tune

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestASidecarThatLeadsElsewhereIsNotWritten(t *testing.T) {
	for what, put := range map[string]func(path, elsewhere string) error{
		"a symbolic link": func(path, elsewhere string) error { return os.Symlink(elsewhere, path) },
		"a link to a file that does not exist": func(path, elsewhere string) error {
			return os.Symlink(elsewhere+"-new", path)
		},
		"a named pipe": func(path, _ string) error { return syscall.Mkfifo(path, 0o644) },
	} {
		t.Run(what, func(t *testing.T) {
			path, elsewhere := filepath.Join(t.TempDir(), "m.onnx.json"), filepath.Join(t.TempDir(), "precious.json")
			if err := os.WriteFile(elsewhere, []byte("{}"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := put(path, elsewhere); err != nil {
				t.Fatal(err)
			}
			if err := (&Document{}).WriteSidecar(path, path); err == nil || !strings.Contains(err.Error(), "not a regular file but a") {
				t.Errorf("got %v, want a refusal", err)
			}
			if data, err := os.ReadFile(elsewhere); err != nil || string(data) != "{}" {
				t.Errorf("the target of the link has %q, %v; want it unchanged", data, err)
			}
			if _, err := os.Stat(elsewhere + "-new"); err == nil {
				t.Error("the target of the link was created")
			}
		})
	}
}

func TestADocumentIsNotTakenForASidecar(t *testing.T) {
	for text, refused := range map[string]bool{
		`{"schema": "kumite.study/1", "units": []}`:   true,
		`{"schema": "mine", "kumite.bias": [0]}`:      true,
		`{"kumite.bias": [0], "mine": {"schema": 1}}`: false,
	} {
		path := filepath.Join(t.TempDir(), "a.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := (&Document{}).WriteSidecar(path, "none")
		data, failed := os.ReadFile(path)
		if got := err != nil && strings.Contains(err.Error(), "is not a sidecar but a document with a schema"); got != refused || failed != nil || refused == (string(data) != text) {
			t.Errorf("%s: %v, %v, then %s; want it refused and kept: %v", text, err, failed, data, refused)
		}
	}
}

func TestASidecarNamesACostTableOfItsFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.onnx.json")
	for table, want := range map[string]bool{
		filepath.Join(dir, "costs.csv"):             true,
		filepath.Join(t.TempDir(), "elsewhere.csv"): false,
	} {
		doc := &Document{}
		doc.Chosen.Query = "decode=cost&cost=" + url.QueryEscape(table)
		err := doc.WriteSidecar(path, path)
		if !want {
			if err == nil || !strings.Contains(err.Error(), "copy it there") {
				t.Errorf("%s: got %v, want how to fix it", table, err)
			}
			continue
		}
		data, failed := os.ReadFile(path)
		if err != nil || failed != nil || !strings.Contains(string(data), `"cost=costs.csv&decode=cost"`) {
			t.Errorf("%s: %v, %v, got %s; want the name alone", table, err, failed, data)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

package index

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/history"
)

// An index that is in use was advised to be removed.
func TestAnIndexIsRemovedOnlyWhereThatHelps(t *testing.T) {
	patience = time.Millisecond
	t.Cleanup(func() { patience = 10 * time.Second })
	dir := t.TempDir()
	inUse, damaged := filepath.Join(dir, "in use: 100%?.db"), filepath.Join(dir, "damaged.db")
	db, err := open(t.Context(), inUse)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := os.Stat(inUse); err != nil {
		t.Fatal(err)
	}
	other, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback()
	if db, err = open(t.Context(), damaged); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data[100:] { // the header is 100 bytes
		data[100+i] = 0xff
	}
	if err := os.WriteFile(damaged, data, 0o644); err != nil {
		t.Fatal(err)
	}
	run := filepath.Join(dir, "run")
	if err := os.Mkdir(run, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(run, "manifest.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		inUse:   "another program uses it: try again later, or name another file with --index",
		run:     "name a file that can be written with --index", // a folder
		damaged: "remove the file, it is built again",
	} {
		_, err := Run(context.Background(), history.Config{Folders: []string{run}, Index: path})
		if err == nil || !strings.HasSuffix(err.Error(), says) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
	}
}

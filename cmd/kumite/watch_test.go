package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func TestTheWindowsProgramIsFoundOnThePath(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kumite-watch")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if got, err := cli.Beside("kumite-watch", "make watch"); err != nil || got != path {
		t.Errorf("got %q, %v; want %q", got, err, path)
	}
	// Relative folders of the PATH are the working folder's, which may be a stranger's.
	t.Chdir(dir)
	for _, relative := range []string{".", "", ":/nowhere", "./"} {
		t.Setenv("PATH", relative)
		if got, err := cli.Beside("kumite-watch", "make watch"); err == nil {
			t.Errorf("with PATH=%q: got %q, want an error", relative, got)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := cli.Beside("kumite-watch", "make watch"); err == nil || !strings.Contains(err.Error(), "make watch") {
		t.Errorf("got %v, want how to build it", err)
	}
}

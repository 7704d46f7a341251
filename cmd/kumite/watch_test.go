package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheWindowsProgramIsFoundOnThePath(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kumite-watch")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if got, err := beside("kumite-watch", "make watch"); err != nil || got != path {
		t.Errorf("got %q, %v; want %q", got, err, path)
	}
	// Relative folders of the PATH are the working folder's, which may be a stranger's.
	t.Chdir(dir)
	for _, relative := range []string{".", "", ":/nowhere", "./"} {
		t.Setenv("PATH", relative)
		if got, err := beside("kumite-watch", "make watch"); err == nil {
			t.Errorf("with PATH=%q: got %q, want an error", relative, got)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := beside("kumite-watch", "make watch"); err == nil || !strings.Contains(err.Error(), "make watch") {
		t.Errorf("got %v, want how to build it", err)
	}
}

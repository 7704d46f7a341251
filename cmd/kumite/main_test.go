package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
)

// full is a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestResultsThatCannotBeWrittenAreAnError(t *testing.T) {
	for _, form := range []string{"--width=80", "--markdown", "--json", "--csv"} {
		var stderr bytes.Buffer
		code := cli.Run(context.Background(), rootCommand(), []string{"tournament", form, "--pairs", "1", "--match-seconds", "1", "script:pro", "script:dummy"}, full{}, &stderr)
		if code != 2 || !strings.Contains(stderr.String(), "write results: no space left on device") || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%s: exit %d, %q; want exit 2 and one line", form, code, stderr.String())
		}
	}
}

func TestASecondRecordOnOneFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	held, err := durable.Lock(filepath.Join(dir, ".lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	var stdout, stderr bytes.Buffer
	code := cli.Run(context.Background(), rootCommand(), []string{"record", "--out", dir, "--matches", "1"}, &stdout, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "another process is writing to it") {
		t.Errorf("exit %d, %q; want exit 2 and who holds it", code, stderr.String())
	}
}

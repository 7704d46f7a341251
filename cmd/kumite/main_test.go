package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestResultsThatCannotBeWrittenAreAnError(t *testing.T) {
	var stderr bytes.Buffer
	code := run(context.Background(), []string{"tournament", "--pairs", "1", "--match-seconds", "1", "script:pro", "script:dummy"}, full{}, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "write results: no space left on device") || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("exit %d, %q; want exit 2 and one line", code, stderr.String())
	}
}

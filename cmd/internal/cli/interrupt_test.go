package cli

import (
	"bytes"
	"context"
	"errors"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

func TestASignalThatEndsACommandIsItsExitCode(t *testing.T) {
	stopped := errors.New("stopped; resume with: x")
	for _, c := range []struct {
		name  string
		cause error
		err   error
		code  int
	}{
		{"Ctrl-C", signalled{syscall.SIGINT}, stopped, 130},
		{"termination", signalled{syscall.SIGTERM}, stopped, 143},
		{"Ctrl-C after the work", signalled{syscall.SIGINT}, nil, 0},
		{"Ctrl-C with a negative result", signalled{syscall.SIGINT}, Bad("no"), 1},
		{"no signal", nil, stopped, 2},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(c.cause)
		root := &cobra.Command{Use: "kumite", RunE: func(*cobra.Command, []string) error { return c.err }}
		var out, errs bytes.Buffer
		if code := Run(ctx, root, nil, &out, &errs); code != c.code {
			t.Errorf("%s: exit %d, want %d: %s", c.name, code, c.code, errs.String())
		}
	}
}

package child

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// taskEnv selects what the test binary does as the child of a task.
const taskEnv = "KUMITE_TEST_TASK"

// held is memory that a child does not free.
var held [][]byte

// runTask is the child of a task: it sends two messages and then behaves as named.
func runTask(kind string) {
	for _, text := range []string{"one", "two"} {
		if err := Send(os.Stdout, []byte(text)); err != nil {
			os.Exit(3)
		}
	}
	switch kind {
	case "hang":
		os.Stdin.Read(make([]byte, 1)) // which never comes
	case "panic":
		panic("index out of range")
	case "memory":
		if err := Confine(64 << 20); err != nil {
			os.Exit(3)
		}
		for {
			block := make([]byte, 16<<20)
			for i := range block {
				block[i] = 1
			}
			held = append(held, block)
		}
	case "garbled":
		os.Stdout.WriteString("\xff\xff\xff\xff and more")
	}
	os.Exit(0)
}

func TestATaskSendsMessagesAndItsEndIsReported(t *testing.T) {
	for kind, want := range map[string]struct {
		kind   Kind
		reason string
	}{
		"end":     {"", ""},
		"hang":    {Hang, "no answer and no computation for 5s"},
		"panic":   {Crash, "panic: index out of range"},
		"memory":  {Memory, "out of memory (limit 64.0 MiB)"},
		"garbled": {Garbled, "invalid answer"},
	} {
		if kind == "memory" && !LimitsMemory {
			continue
		}
		t.Setenv(taskEnv, kind)
		silence := time.Minute
		if kind == "hang" {
			silence = 500 * time.Millisecond
		}
		var got []string
		err := Task{Program: os.Args[0], Env: os.Environ(), MemoryLimit: 64 << 20, Silence: silence}.Run(t.Context(), func(m []byte) error {
			got = append(got, string(m))
			return nil
		})
		if !slices.Equal(got, []string{"one", "two"}) && kind != "hang" { // a busy machine may start it too late
			t.Errorf("%s: got messages %q, want one and two", kind, got)
		}
		var lost *Lost
		if want.kind == "" {
			if err != nil {
				t.Errorf("%s: %v, want no error", kind, err)
			}
		} else if !errors.As(err, &lost) || lost.Kind != want.kind || !strings.Contains(lost.Reason, want.reason) {
			t.Errorf("%s: got %v, want %s with %q", kind, err, want.kind, want.reason)
		}
	}
}

func TestATaskEndsWithItsContext(t *testing.T) {
	t.Setenv(taskEnv, "hang")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := Task{Program: os.Args[0], Env: os.Environ(), Silence: time.Hour}.Run(ctx, func(m []byte) error {
		if string(m) == "two" {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	broken := errors.New("unexpected")
	if err := (Task{Program: os.Args[0], Env: os.Environ(), Silence: time.Hour}).Run(t.Context(), func([]byte) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

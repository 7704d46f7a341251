package safefile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
)

// piped returns the ends of a pipe and the name that a shell gives to the one to read.
func piped(t *testing.T) (name string, r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return fmt.Sprintf("/dev/fd/%d", r.Fd()), r, w
}

func TestAnInheritedPipeIsReadAsOftenAsAFile(t *testing.T) {
	name, _, w := piped(t)
	text := strings.Repeat("0123456789\n", 20_000) // more than a pipe holds
	go func() {
		io.WriteString(w, text)
		w.Close()
	}()
	file, err := safefile.OpenPiped(t.Context(), name, safefile.Predictions)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for range 2 {
		if got, err := io.ReadAll(file); string(got) != text || err != nil || file.Size() != int64(len(text)) {
			t.Errorf("%d bytes of %d, %v; want %d", len(got), file.Size(), err, len(text))
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPipeThatDoesNotEndIsLeftWithTheContext(t *testing.T) {
	name, _, w := piped(t)
	io.WriteString(w, "recording,")
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, err := safefile.OpenPiped(ctx, name, safefile.Predictions); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func TestAPipeIsBoundedAsAFileIs(t *testing.T) {
	name, _, w := piped(t)
	io.WriteString(w, "0123456789")
	w.Close()
	_, err := safefile.OpenPiped(t.Context(), name, safefile.Limit{What: "a table", Bytes: 9})
	if !errors.Is(err, safefile.ErrTooLarge) || !strings.Contains(err.Error(), "the pipe has more than 9 bytes; write them to a file") {
		t.Errorf("got %v, want a refusal with its bound", err)
	}
}

func TestOtherPipesAndDevicesAreRefused(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{fifo, "/dev/null", t.TempDir()} {
		if _, err := safefile.OpenPiped(t.Context(), name, safefile.Predictions); !errors.Is(err, safefile.ErrNotRegular) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := safefile.OpenPiped(t.Context(), plain, safefile.Predictions)
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
}

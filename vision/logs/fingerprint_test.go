package logs_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/vision/logs"
)

func TestTheHashOfLogsFollowsWhatAMetricCanSee(t *testing.T) {
	hash := func(dir string) string {
		t.Helper()
		f, err := logs.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := f.SHA256(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	dir := folder(t, 2)
	want := hash(dir)
	again := func() string {
		t.Helper()
		other := t.TempDir()
		if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		return other
	}
	if got := hash(again()); len(want) != 64 || got != want {
		t.Errorf("the same logs in another place: %s, want %s", got, want)
	}
	if hash(folder(t, 1)) == want {
		t.Error("one recording fewer, and the hash is the same")
	}
	for _, name := range []string{logs.Name(1) + ".csv", logs.Name(2) + ".mkv"} {
		other := again()
		path := filepath.Join(other, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2]++
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if hash(other) == want {
			t.Errorf("%s is another, and the hash is the same", name)
		}
	}
	if err := os.Remove(filepath.Join(dir, logs.Name(1)+".mkv")); err != nil {
		t.Fatal(err)
	}
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.SHA256(t.Context()); err == nil {
		t.Error("a video is missing, and it has a hash")
	}
}

func TestTheHashOfSomeRecordingsIsThatOfTheirFilesInTurn(t *testing.T) {
	dir := folder(t, 3)
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, name := range []string{logs.FileName, "000003.csv", "000003.mkv", "000001.csv", "000001.mkv"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		h.Write(data)
	}
	if got, err := f.SHA256Of(t.Context(), []int{2, 0}); err != nil || got != hex.EncodeToString(h.Sum(nil)) {
		t.Errorf("got %s, %v; want %x", got, err, h.Sum(nil))
	}
	if _, err := f.SHA256Of(cancelled(), []int{0}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "000002.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SHA256Of(t.Context(), []int{1}); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "000002.csv") {
		t.Errorf("a table is missing: got %v", err)
	}
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestAHashOfAHugeVideoIsInterrupted(t *testing.T) {
	dir := folder(t, 2)
	if err := os.Truncate(filepath.Join(dir, "000001.mkv"), 1<<42); err != nil {
		t.Fatal(err)
	}
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, hash := range map[string]func(context.Context) (string, error){
		"all":     f.SHA256,
		"the one": func(ctx context.Context) (string, error) { return f.SHA256Of(ctx, []int{0}) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if sum, err := hash(ctx); sum != "" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %q, %v; want the end of the context", name, sum, err)
		}
		cancel()
	}
}

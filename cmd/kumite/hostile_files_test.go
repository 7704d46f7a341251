package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Files that people name may be anything. None hangs a command or fills the memory.
func TestFilesThatCannotBeReadAreRefusedInOneLine(t *testing.T) {
	dir := twoMatches(t)
	for what, c := range map[string]struct {
		name  string
		args  func(path string) []string
		limit bool // of size
	}{
		"a model":     {"m.onnx", func(p string) []string { return []string{"inspect", p} }, true},
		"a replay":    {"m.replay", func(p string) []string { return []string{"replay", "verify", p} }, true},
		"wins":        {"wins.json", func(p string) []string { return []string{"stats", "bradley-terry", p} }, true},
		"canary":      {"c.json", func(p string) []string { return []string{"inspect", "--canary", p, tinyModel} }, true},
		"predictions": {"p.csv", func(p string) []string { return []string{"eval", "--predictions", p} }, true},
		"costs": {"c.csv", func(p string) []string {
			return []string{"tournament", "--pairs", "1", tinyModel + "?decode=cost&cost=" + p, "script:pro"}
		}, true},
		"latencies": {"l.csv", func(p string) []string {
			return []string{"tournament", "--pairs", "1", "--latency", "file:" + p, tinyModel, "script:pro"}
		}, true},
		"units": {"u.txt", func(p string) []string {
			return []string{"study", "--logs", dir, "--out", filepath.Join(t.TempDir(), "s"), "--units", p}
		}, true},
		"a table to import": {"v.csv", func(p string) []string {
			return []string{"logs", "import", "--out", filepath.Join(t.TempDir(), "l"), "--actions", p, filepath.Join(dir, "000001.mkv")}
		}, true},
		"a video to import": {"v.mkv", func(p string) []string {
			return []string{"logs", "import", "--out", filepath.Join(t.TempDir(), "l"), "--actions", filepath.Join(dir, "000001.csv"), p}
		}, false},
	} {
		for odd, put := range map[string]func(path string) error{
			"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o644) },
			"no end":       func(path string) error { return os.Symlink("/dev/zero", path) },
			"100 GB": func(path string) error {
				return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 100<<30))
			},
		} {
			if odd == "100 GB" && !c.limit {
				continue
			}
			t.Run(what+" that is "+odd, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), c.name)
				if err := put(path); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				done := make(chan string, 1)
				go func() {
					code, out, errs := kumite(t, c.args(path)...)
					if code != 2 || out != "" {
						t.Errorf("exit %d with stdout %q, want 2 with none", code, out)
					}
					done <- errs
				}()
				select {
				case errs := <-done:
					says := "not a regular file"
					if odd == "100 GB" {
						says = "has at most"
					}
					if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, path) || !strings.Contains(errs, says) {
						t.Errorf("stderr is %q, want one line with %q and the path", errs, says)
					}
				case <-ctx.Done():
					t.Fatal("the command hangs")
				}
			})
		}
	}
}

// Folders that people name may be anything, too. A named pipe hung a command for good.
func TestFoldersThatAreNamedPipesAreRefusedInOneLine(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	out := func() string { return filepath.Join(t.TempDir(), "out") }
	for name, args := range map[string][]string{
		"show":           {"show", pipe},
		"compare":        {"compare", pipe, pipe},
		"report":         {"report", "--out", out(), pipe},
		"merge":          {"merge", out(), pipe},
		"review":         {"review", pipe, "--a", "x", "--b", "y", "--out", out()},
		"review results": {"review", "results", pipe},
		"eval":           {"eval", "--logs", pipe, tinyModel},
		"scenarios":      {"eval", "--scenarios", pipe, "script:pro"},
		"tune":           {"tune", "--logs", pipe, tinyModel},
		"study":          {"study", "--logs", pipe, "--out", out(), tinyModel, tinyModel + "?decode=argmax"},
		"tensors":        {"tensors", "--logs", pipe, "--out", out()},
		"logs check":     {"logs", "check", pipe},
		"feedback":       {"feedback", "--dir", pipe, "list"},
		"release":        {"release", tinyModel, "--sign", "me", "--out", out(), "--run", pipe},
		"gate":           {"tournament", "--gate", pipe, "--sign", "me"},
		"tournament":     {"tournament", "--out", pipe, "script:pro", "script:dummy"},
		"record":         {"record", "--out", pipe, "--matches", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				refuses(t, args, pipe)
			}()
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Fatal("the command hangs")
			}
		})
	}
}

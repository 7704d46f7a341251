package gate_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/gate"
)

// naming returns a model whose external data has another name of the same length.
func naming(t *testing.T, name string) []byte {
	t.Helper()
	const was = "external.data"
	if len(name) != len(was) {
		t.Fatalf("%q has %d bytes, want %d", name, len(name), len(was))
	}
	model := read(t, "../../policy/ort/testdata/external.onnx")
	if !bytes.Contains(model, []byte(was)) {
		t.Fatal("the model names no external data")
	}
	return bytes.ReplaceAll(model, []byte(was), []byte(name))
}

// judge runs the gate, which must not hang.
func judge(t *testing.T, dir string) (*gate.Document, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	type result struct {
		doc *gate.Document
		err error
	}
	done := make(chan result, 1)
	go func() {
		doc, err := gate.Run(ctx, dir, config())
		done <- result{doc, err}
	}()
	select {
	case r := <-done:
		return r.doc, r.err
	case <-ctx.Done():
		t.Fatal("the gate hangs")
		return nil, nil
	}
}

func TestACandidateMovesOnlyItsOwnFiles(t *testing.T) {
	weights := read(t, "../../policy/ort/testdata/external.data")
	idle := []byte(`{"kumite.bias": [1000, 0, 0], "kumite.decoder": "decode=argmax"}`)
	for _, c := range []struct {
		what, names string
		put         func(t *testing.T, candidates, outside string)
		stay        []string // below candidates
		skipped     string
		moved       []string
	}{
		{"behind a linked folder", "d/weights.bin", func(t *testing.T, candidates, outside string) {
			write(t, outside, "weights.bin", weights)
			link(t, outside, filepath.Join(candidates, "d"))
		}, []string{"bad.onnx", "d"}, "symbolic link", nil},
		{"behind a linked folder of the candidates", "d/weights.bin", func(t *testing.T, candidates, _ string) {
			write(t, filepath.Join(candidates, "real"), "weights.bin", weights)
			link(t, "real", filepath.Join(candidates, "d"))
		}, []string{"bad.onnx", "d", "real/weights.bin"}, "symbolic link", nil},
		{"a link out", "d/weights.bin", func(t *testing.T, candidates, outside string) {
			write(t, outside, "weights.bin", weights)
			write(t, filepath.Join(candidates, "d"), "x", nil)
			link(t, filepath.Join(outside, "weights.bin"), filepath.Join(candidates, "d", "weights.bin"))
		}, []string{"bad.onnx", "d/weights.bin", "d/x"}, "symbolic link", nil},
		{"above and below again", "s/../ext.data", func(t *testing.T, candidates, _ string) {
			write(t, candidates, "ext.data", weights)
			write(t, filepath.Join(candidates, "s"), "x", nil)
		}, []string{"ext.data", "s/x"}, "", []string{"rejected/bad/bad.onnx"}},
		{"another candidate's card", "other00000.md", func(t *testing.T, candidates, _ string) {
			write(t, candidates, "other00000.md", weights)
			write(t, candidates, "other00000.onnx", []byte("not a model"))
		}, nil, "", []string{"rejected/bad/other00000.md", "rejected/other00000/other00000.md"}},
		{"another candidate's weights", "other012.onnx", func(t *testing.T, candidates, _ string) {
			write(t, candidates, "other012.onnx", append([]byte("not a model"), weights...))
		}, nil, "", []string{"accepted/bad/other012.onnx", "rejected/other012/other012.onnx"}},
		{"a file that is too short", "diary0000.txt", func(t *testing.T, candidates, _ string) {
			write(t, candidates, "diary0000.txt", []byte("dear"))
		}, []string{"diary0000.txt"}, "", []string{"rejected/bad/bad.onnx"}},
		{"the gate's record", "x/record.json", func(t *testing.T, candidates, _ string) {
			write(t, filepath.Join(candidates, "x"), "record.json", weights)
		}, nil, "", []string{"rejected/bad/x/record.json"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			dir, outside := t.TempDir(), t.TempDir()
			candidates := filepath.Join(dir, "candidates")
			write(t, candidates, "bad.onnx", naming(t, c.names))
			write(t, candidates, "bad.onnx.json", idle)
			c.put(t, candidates, outside)
			before := tree(t, outside)
			doc, err := judge(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			if says := errors.Join(doc.Skipped...); (says != nil) != (c.skipped != "") || says != nil && !strings.Contains(says.Error(), c.skipped) {
				t.Errorf("skipped %v, want %q", says, c.skipped)
			}
			after := tree(t, dir)
			for _, name := range c.stay {
				if !slices.Contains(after, "candidates/"+name) {
					t.Errorf("candidates/%s is gone", name)
				}
			}
			for _, name := range c.moved {
				if !slices.Contains(after, name) {
					t.Errorf("%s is missing", name)
				}
			}
			if t.Failed() {
				t.Logf("the gate's folder holds\n%s", strings.Join(after, "\n"))
			}
			if got := tree(t, outside); !slices.Equal(got, before) {
				t.Errorf("outside the gate are %v, want %v", got, before)
			}
		})
	}
}

func TestAFileThatABrokenNeighbourMayShareStaysThere(t *testing.T) {
	dir := t.TempDir()
	candidates := filepath.Join(dir, "candidates")
	write(t, candidates, "bad.onnx", naming(t, "external.data"))
	write(t, candidates, "bad.onnx.json", []byte(`{"kumite.bias": [1000, 0, 0], "kumite.decoder": "decode=argmax"}`))
	write(t, candidates, "external.data", read(t, "../../policy/ort/testdata/external.data"))
	write(t, candidates, "torn.onnx", naming(t, "external.data")[:200])
	if _, err := judge(t, dir); err != nil {
		t.Fatal(err)
	}
	after := tree(t, dir)
	for _, name := range []string{"candidates/external.data", "rejected/bad/external.data", "rejected/bad/bad.onnx.json"} {
		if !slices.Contains(after, name) {
			t.Errorf("%s is missing; the gate's folder holds\n%s", name, strings.Join(after, "\n"))
		}
	}
	if slices.Contains(after, "candidates/bad.onnx.json") {
		t.Error("the candidate's own sidecar stayed")
	}
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func TestEntriesThatAreNotRegularFilesAreSkipped(t *testing.T) {
	for what, put := range map[string]func(t *testing.T, candidates string) error{
		"is a named pipe": func(t *testing.T, candidates string) error {
			return syscall.Mkfifo(filepath.Join(candidates, "odd.onnx"), 0o644)
		},
		"but a named pipe": func(t *testing.T, candidates string) error {
			write(t, candidates, "odd.onnx", naming(t, "external.data"))
			return syscall.Mkfifo(filepath.Join(candidates, "odd.onnx.json"), 0o644)
		},
		"but a device": func(t *testing.T, candidates string) error {
			return os.Symlink("/dev/zero", filepath.Join(candidates, "odd.onnx"))
		},
		"has 107374182400 bytes; a model has at most": func(t *testing.T, candidates string) error {
			write(t, candidates, "odd.onnx", nil)
			return os.Truncate(filepath.Join(candidates, "odd.onnx"), 100<<30)
		},
		"odd.md: not a regular file but a named pipe": func(t *testing.T, candidates string) error {
			write(t, candidates, "odd.onnx", []byte("not a model"))
			return syscall.Mkfifo(filepath.Join(candidates, "odd.md"), 0o644)
		},
	} {
		t.Run(what, func(t *testing.T) {
			dir := newGate(t)
			if err := put(t, filepath.Join(dir, "candidates")); err != nil {
				t.Fatal(err)
			}
			doc, err := judge(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Skipped) != 1 || !strings.Contains(doc.Skipped[0].Error(), "odd") || strings.Contains(doc.Skipped[0].Error(), "\n") || len(doc.Records) != 3 {
				t.Errorf("skipped %v and judged %d; want the odd one skipped in one line, and 3 judged", doc.Skipped, len(doc.Records))
			}
		})
	}
}

// A gate's folder may come from somebody else.
func TestFoldersThatLeadOutOfTheGateAreRefused(t *testing.T) {
	for _, name := range []string{"candidates", "accepted", "rejected", "runs"} {
		t.Run(name, func(t *testing.T) {
			dir, outside := newGate(t), t.TempDir()
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			write(t, outside, "good.onnx", []byte("mine"))
			link(t, outside, filepath.Join(dir, name))
			if _, err := judge(t, dir); err == nil || !strings.Contains(err.Error(), "symbolic link") {
				t.Errorf("got %v, want a refusal of the link", err)
			}
			if got := tree(t, outside); !slices.Equal(got, []string{"good.onnx"}) {
				t.Errorf("outside the gate are %v, want good.onnx alone", got)
			}
		})
	}
}

func TestTheRecordOfAnInterruptedMoveIsNotTrusted(t *testing.T) {
	for what, record := range map[string]string{
		"a file above the candidates": `{"candidate":"x","place":"accepted/x","files":["../champion/mine.onnx"]}`,
		"another place":               `{"candidate":"x","place":"champion/x","files":[]}`,
		"a candidate above":           `{"candidate":"..","place":"accepted/x","files":[]}`,
		"the candidates themselves":   `{"candidate":".","place":"accepted/x","files":[]}`,
		"a candidate that is a path":  `{"candidate":"../champion/mine","place":"accepted/x","files":[]}`,
		"an absolute path":            `{"candidate":"x","place":"accepted/x","files":["/etc/hostname"]}`,
	} {
		t.Run(what, func(t *testing.T) {
			dir := newGate(t)
			write(t, filepath.Join(dir, "champion"), "mine.onnx", []byte("mine"))
			write(t, filepath.Join(dir, "champion"), "mine.gate.json", []byte("mine"))
			write(t, filepath.Join(dir, "accepted", ".x.partial"), "record.json", []byte(record))
			before := tree(t, dir)
			if _, err := judge(t, dir); err == nil || !strings.Contains(err.Error(), "record.json") {
				t.Errorf("got %v, want a refusal of record.json", err)
			}
			if got := tree(t, dir); !slices.Equal(got, before) {
				t.Errorf("the gate's folder holds %v, want %v", got, before)
			}
		})
	}
}

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// strange writes a model that is not shipped with kumite: one that is, with a field that
// nothing reads at its end.
func strange(t *testing.T) string {
	t.Helper()
	return write(t, t.TempDir(), "strange.onnx", append(read(t, "../../models/pro-tiny.onnx"), 0xb8, 0x3e, 1))
}

// Every command that runs a stranger's model on logs gives its network a process of its
// own, which the memory limit shows, and the same output as without one.
func TestAStrangersModelOnLogsIsIsolated(t *testing.T) {
	logs := fourMatches(t)
	model := strange(t)
	out := filepath.Join(t.TempDir(), "study")
	for name, args := range map[string][]string{
		"eval":       {"eval", "--json", "--logs", logs, "--resamples", "20", model},
		"tune":       {"tune", "--json", "--logs", logs, "--resamples", "20", "--dry-run", "--decoder", "gate", model},
		"logs check": {"logs", "check", logs, "--json", "--model", model},
	} {
		code, want, errs := kumite(t, append(args, "--isolate", "off")...)
		if code != 0 && name != "logs check" { // a few matches are too few logs
			t.Fatalf("%s: exit %d: %s", name, code, errs)
		}
		for _, flags := range [][]string{{}, {"--isolate", "on"}} {
			if _, got, errs := kumite(t, append(args, flags...)...); got != want {
				t.Errorf("%s %v prints other results than in one process:\n%s\n%s\nwant\n%s", name, flags, got, errs, want)
			}
		}
		refuses(t, append(args, "--memory-limit", "12MiB"), "strange.onnx", "out of memory (limit 12.0 MiB)", "raise --memory-limit")
	}
	refuses(t, []string{"study", "--logs", logs, "--out", out, "--pairs", "2", "--memory-limit", "12MiB", model, model + "?decode=argmax"},
		"strange.onnx", "out of memory (limit 12.0 MiB)")
	code, printed, errs := kumite(t, "doctor", "--models", filepath.Dir(model), "--memory-limit", "12MiB")
	if code != 1 || !strings.Contains(printed, "strange.onnx: out of memory (limit 12.0 MiB)") {
		t.Errorf("doctor: exit %d\n%s%s", code, printed, errs)
	}
}

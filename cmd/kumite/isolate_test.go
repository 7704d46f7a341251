package main

import (
	"os"
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
	logs := eightMatches(t)
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

// So does every command that plays a stranger's model.
func TestAStrangersModelThatPlaysIsIsolated(t *testing.T) {
	dir, model := t.TempDir(), strange(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	mustRun(t, "tournament", "--pairs", "1", "--match-seconds", "20", "--seed", "7", "--out", in("run"), "script:dummy", "script:spammer")
	mustRun(t, "feedback", "--dir", in("feedback"), "add", "--replay", filepath.Join(in("run"), "replays", "00-00000-0.replay"), "--tick", "500", "--kind", "should_have_acted")
	mustRun(t, "feedback", "--dir", in("feedback"), "scenarios", "--out", in("scenarios"))
	write(t, dir, "eval.json", []byte(mustRun(t, "eval", "--json", "--logs", fourMatches(t), "--resamples", "0", "--isolate", "off", model)))
	for name, args := range map[string][]string{
		"select":    {"select", "--json", "--first", "2", "--max-pairs", "4", model, "script:rookie"},
		"decompose": {"decompose", "--json", "--pairs", "1", model},
		"hazard":    {"hazard", "--json", "--matches", "1", "--futures", "10", model},
		"scenarios": {"eval", "--json", "--scenarios", in("scenarios"), model},
		"release":   {"release", "--sign", "me", "--eval", in("eval.json"), "--out", in("release"), model},
	} {
		code, want, errs := kumite(t, append(args, "--isolate", "off")...)
		if code != 0 {
			t.Fatalf("%s: exit %d: %s", name, code, errs)
		}
		for _, flags := range [][]string{{}, {"--isolate", "on"}} {
			if err := os.RemoveAll(in("release")); err != nil { // a record is not replaced
				t.Fatal(err)
			}
			if _, got, errs := kumite(t, append(args, flags...)...); got != want {
				t.Errorf("%s %v prints other results than in one process:\n%s\n%s\nwant\n%s", name, flags, got, errs, want)
			}
		}
		if err := os.RemoveAll(in("release")); err != nil {
			t.Fatal(err)
		}
		refuses(t, append(args, "--memory-limit", "12MiB"), "strange.onnx", "out of memory (limit 12.0 MiB)", "raise --memory-limit")
	}
}

// A model that takes too long to load is refused with the limit and the flag that raises it.
func TestAModelThatLoadsTooLongIsRefusedWithTheLimit(t *testing.T) {
	model := strange(t)
	for name, args := range map[string][]string{
		"tournament": {"tournament", "--pairs", "1", model, "script:dummy"},
		"eval":       {"eval", "--logs", fourMatches(t), model},
		"decompose":  {"decompose", "--pairs", "1", model},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, append(args, "--load-limit", "1ms"), "load model ", "strange.onnx", "not loaded within 1ms of CPU time", "or raise --load-limit")
		})
	}
}

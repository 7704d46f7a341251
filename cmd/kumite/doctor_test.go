package main

import (
	"strings"
	"testing"
)

func TestDoctorPrintsOneLineForEachPart(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "tiny.onnx", read(t, tinyModel))
	out := mustRun(t, "doctor", "--models", dir)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	want := []string{"ok    OpenCV", "ok    video", "ok    ONNX Runtime", "ok    providers      cpu", "ok    model", "note  isolation", "note  display", "note  window"}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), out)
	}
	for i, part := range want {
		if !strings.HasPrefix(lines[i], part) {
			t.Errorf("line %d is %q, want %q", i+1, lines[i], part)
		}
	}
	if !strings.Contains(out, "tiny.onnx, sha256 ") || !strings.Contains(lines[2], "libonnxruntime") {
		t.Errorf("the model's hash or the library's path is missing:\n%s", out)
	}
}

func TestAFailedCheckOfDoctorSaysHowToFixIt(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := kumite(t, "doctor", "--models", dir)
	if code != 1 || !strings.Contains(out, "FAIL  models") || !strings.Contains(out, "`make models`") || !strings.Contains(errs, "doctor: 1 of ") {
		t.Errorf("without models: exit %d\n%s%s", code, out, errs)
	}
	write(t, dir, "empty.onnx", nil)
	write(t, dir, "tiny.onnx", read(t, tinyModel))
	code, out, _ = kumite(t, "doctor", "--models", dir)
	if code != 1 || !strings.Contains(out, "FAIL  model") || !strings.Contains(out, "the file is empty") || !strings.Contains(out, "ok    model") {
		t.Errorf("with an empty model: exit %d\n%s", code, out)
	}
}

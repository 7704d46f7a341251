package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// latencyArgs are a short tournament of a model that acts.
func latencyArgs(more ...string) []string {
	return append([]string{"tournament", "--isolate", "off", "--json", "--pairs", "2", "--seed", "3", "--match-seconds", "10"}, more...)
}

// played are the hashes of a run's matches.
func played(t *testing.T, run string) string {
	t.Helper()
	var all []string
	for _, line := range strings.Split(strings.TrimSpace(string(read(t, filepath.Join(run, "matches.jsonl")))), "\n") {
		var l struct{ Hash string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		all = append(all, l.Hash)
	}
	return strings.Join(all, " ")
}

func TestAFixedLatencyIsTheDelayInTicks(t *testing.T) {
	dir := t.TempDir()
	model := "../../models/pro-ce.onnx"
	a, b, c := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	mustRun(t, latencyArgs("--out", a, "--latency", "fixed:35ms", model, "script:pro")...)
	mustRun(t, latencyArgs("--out", b, "--delay", "3", model, "script:pro")...)
	mustRun(t, latencyArgs("--out", c, model, "script:pro")...)
	if played(t, a) != played(t, b) {
		t.Error("35 ms play another match than a delay of 3 ticks")
	}
	if played(t, a) == played(t, c) {
		t.Error("35 ms play the same match as the default delay of 6 ticks: the test shows nothing")
	}
}

func TestSamplesDecideTheRunAndAreInItsManifest(t *testing.T) {
	dir := t.TempDir()
	samples := write(t, dir, "samples.csv", []byte("ms\n20\n60.5\n\n 200 \n"))
	args := func(run string) []string {
		return latencyArgs("--out", filepath.Join(dir, run), "--latency", "file:"+samples, "../../models/pro-ce.onnx", "script:pro")
	}
	mustRun(t, append(args("a"), "--workers", "1")...)
	mustRun(t, append(args("b"), "--workers", "2")...)
	if a, b := played(t, filepath.Join(dir, "a")), played(t, filepath.Join(dir, "b")); a != b {
		t.Errorf("the same samples play\n%s\nand\n%s", a, b)
	}
	if m := string(read(t, filepath.Join(dir, "a", "manifest.json"))); !strings.Contains(m, `"file:`+samples) || !strings.Contains(m, `"samples": 3`) {
		t.Errorf("the manifest is\n%s", m)
	}
	write(t, dir, "samples.csv", []byte("20\n"))
	refuses(t, args("a"), "latency is file:", "choose another folder")
}

func TestInvalidLatenciesAreRefused(t *testing.T) {
	refuses(t, []string{"tournament", "--latency", "slow", tinyModel, "script:pro"}, "want fixed:DURATION, file:FILE.csv or measured")
	refuses(t, []string{"tournament", "--latency", "file:/nowhere.csv", tinyModel, "script:pro"}, "no such file")
	refuses(t, []string{"tournament", "--latency", "fixed:1ms", "--delay", "3", tinyModel, "script:pro"}, "delay and latency both set the delay")
	code, _, errs := kumite(t, latencyArgs("--latency", "fixed:9s", tinyModel, "script:dummy")...)
	if code != 0 || !strings.Contains(errs, "latencies above 2000 ms count as 2000 ms") {
		t.Errorf("exit %d, %s; want a warning that 9 s are clamped", code, errs)
	}
}

package main

import (
	"fmt"
	"path/filepath"
	"testing"
)

func TestShardsMergeIntoTheRunOfOneProcess(t *testing.T) {
	dir := t.TempDir()
	args := func(name string, more ...string) []string {
		return append([]string{"tournament", "--pairs", "4", "--match-seconds", "5", "--json", "--out", filepath.Join(dir, name), "script:rookie", "script:random", "script:pro"}, more...)
	}
	want := mustRun(t, args("whole")...)
	merge := []string{"merge", "--json", filepath.Join(dir, "merged")}
	for i := range 3 {
		name := fmt.Sprint("part-", i+1)
		mustRun(t, args(name, "--shard", fmt.Sprintf("%d/3", i+1))...)
		merge = append(merge, filepath.Join(dir, name))
	}
	if got := mustRun(t, merge...); got != want {
		t.Errorf("merged:\n%s\nby one process:\n%s", got, want)
	}
	for _, name := range []string{"manifest.json", "matches.jsonl", "results.json"} {
		if a, b := read(t, filepath.Join(dir, "merged", name)), read(t, filepath.Join(dir, "whole", name)); string(a) != string(b) {
			t.Errorf("%s differs: %s\nwant %s", name, a, b)
		}
	}
	mustRun(t, "tournament", "--out", filepath.Join(dir, "part-2")) // resumes, with the shard of the folder
	mustRun(t, "replay", "verify", filepath.Join(dir, "part-2"), filepath.Join(dir, "merged"))
	refuses(t, merge[:len(merge)-1], "shard 3/3 is missing")
	refuses(t, args("part-2", "--shard", "1/3"), "shard is 2/3 there and 1/3 now")
	refuses(t, []string{"tournament", "--out", filepath.Join(dir, "part-2"), "--pairs", "8"}, "pairs is 4 there and 8 now")
	refuses(t, args("whole", "--shard", "1/3"), "shard is none there and 1/3 now")
	refuses(t, []string{"merge", "run"}, "folders of all shards")
}

func TestShardsThatCannotBePlayedAreRefused(t *testing.T) {
	out := filepath.Join(t.TempDir(), "part")
	args := func(more ...string) []string {
		return append([]string{"tournament", "--pairs", "2", "script:rookie", "script:pro"}, more...)
	}
	for says, more := range map[string][]string{
		"name it with --out":               {"--shard", "1/2"},
		"INDEX/OF":                         {"--shard", "1", "--out", out},
		"INDEX from 1 to OF":               {"--shard", "3/2", "--out", out},
		"the schedule has 2 pairs":         {"--shard", "3/3", "--out", out},
		"--shard and --sprt exclude":       {"--shard", "1/2", "--sprt", "0,50", "--out", out},
		"--challenge and --shard exclude":  {"--shard", "1/2", "--challenge", "script:pro", "--out", out},
		"each shard would measure another": {"--shard", "1/2", "--latency", "measured", "--out", out},
		"--shard and --sweep exclude":      {"--shard", "1/2", "--sweep", "delay=0..2", "--out", out},
	} {
		refuses(t, args(more...), says)
	}
}

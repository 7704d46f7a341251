package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
)

func TestAWrongPressCostsHealthOnlyWithTheFlag(t *testing.T) {
	dir := t.TempDir()
	args := []string{"tournament", "--json", "--pairs", "3", "--match-seconds", "20", "script:spammer", "script:rookie"}
	plain := mustRun(t, args...)
	if strings.Contains(plain, "wrong_press_cost") || plain != mustRun(t, append(args, "--wrong-press-cost", "0")...) {
		t.Error("a cost of 0 is not the game as it was")
	}
	run := filepath.Join(dir, "run")
	costly := append(args, "--wrong-press-cost", "80", "--out", run)
	var before, after arena.Results
	for text, into := range map[string]*arena.Results{plain: &before, mustRun(t, costly...): &after} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	if after.Rules.WrongPressCost != 80 || after.Pairings[0].Score > before.Pairings[0].Score || after.Pairings[0].Losses < 5 {
		t.Errorf("at 80 the spammer scores %v with %d losses, at 0 %v", after.Pairings[0].Score, after.Pairings[0].Losses, before.Pairings[0].Score)
	}
	if out := mustRun(t, "replay", "verify", run); !strings.HasPrefix(out, "6 of 6 recordings reproduce bit for bit; ") {
		t.Errorf("replay verify says %q", out)
	}
	refuses(t, append(args, "--wrong-press-cost", "50", "--out", run), "wrong_press_cost", "choose another folder")
	refuses(t, append(args, "--wrong-press-cost", "-1"), `--wrong-press-cost "-1" is out of range`)
}

func TestLogsOfACostlyGameAreNotMixedWithOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	args := []string{"record", "--out", dir, "--matches", "1", "--against", "spammer"}
	mustRun(t, append(args, "--wrong-press-cost", "80")...)
	if text := string(read(t, filepath.Join(dir, "logs.json"))); !strings.Contains(text, "wrong-press-cost=80") {
		t.Errorf("logs.json does not say what a wrong press cost:\n%s", text)
	}
	refuses(t, args, "logs")
}

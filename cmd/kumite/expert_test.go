package main

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
)

func TestLogsSayWhoPlayedAndOnWhichSide(t *testing.T) {
	for _, c := range []struct {
		args  []string
		sides []string
		game  string
	}{
		{nil, []string{"right", "left", "right"}, "pro=pro against=pro,pro,rookie"},
		{[]string{"--side", "left", "--against", "script:rookie"}, []string{"left", "left", "left"}, "pro=pro against=rookie side=left"},
		{[]string{"--pro", "script:oracle", "--side", "right"}, []string{"right", "right", "right"}, "pro=oracle against=pro,pro,rookie side=right"},
		{[]string{"--noise", "reaction=400,pass=0.9"}, []string{"right", "left", "right"}, "noise=reaction=400,pass=0.9"},
	} {
		dir := t.TempDir()
		mustRun(t, append([]string{"record", "--out", dir, "--matches", "3", "--seed", "8"}, c.args...)...)
		folder, err := logs.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range folder.Recordings {
			if e.Side != c.sides[i] {
				t.Errorf("%v: recording %s is of side %q, want %s", c.args, e.Name, e.Side, c.sides[i])
			}
		}
		if !strings.HasSuffix(folder.Game, c.game) {
			t.Errorf("%v: the game is %q, want it to end %q", c.args, folder.Game, c.game)
		}
	}
}

func TestExpertsThatCannotPlayAreRefused(t *testing.T) {
	record := func(args ...string) []string {
		return append([]string{"record", "--out", t.TempDir(), "--matches", "1"}, args...)
	}
	refuses(t, record("--noise", "reacton=1"), "--noise", `"reacton"`, "reaction")
	refuses(t, record("--noise", "pass=2"), "--noise", "0 to 1")
	refuses(t, record("--noise", "spread=wide"), "--noise", "spread=wide")
	refuses(t, record("--noise", "reaction=9000"), "--noise", "1 to 120")
	refuses(t, record("--noise", "pass=1", "--pro", "oracle"), "--noise", "pro or rookie")
	refuses(t, record("--side", "up"), "--side", "left, right or both")
	refuses(t, record("--pro", "ace"), "--pro", `"ace"`)
	refuses(t, record("--against", "ace"), "--against", `"ace"`)
}

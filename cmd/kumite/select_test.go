package main

import (
	"strings"
	"testing"
)

const recorded = "../../agent/selection/testdata/pairs.csv"

func TestASelectionIsPrintedInEveryForm(t *testing.T) {
	for form, says := range map[string]string{
		"--log-level=info": "│ oracle ",
		"--markdown":       "| oracle |",
		"--json":           `"schema": "kumite.select/1"`,
	} {
		code, out, errs := kumite(t, "select", form, "--max-pairs=6", "script:oracle", "script:dummy")
		if code != 0 || !strings.Contains(out, says) || !strings.Contains(out, "Choose oracle: ") {
			t.Errorf("%s: exit %d, %s\n%s\nwant %q and the choice", form, code, errs, out, says)
		}
		code, out, errs = kumite(t, "select", form, "--rehearse", recorded, "--repetitions=1", "--delta=0.2")
		if code != 0 || !strings.Contains(out, "focal logit .5") {
			t.Errorf("%s of a rehearsal: exit %d, %s\n%s", form, code, errs, out)
		}
	}
}

func TestASelectionIsRefusedInOneLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"one candidate":      {[]string{"script:pro"}, "want at least 2"},
		"rehearsing strings": {[]string{"--rehearse", recorded, "script:pro"}, "leave out the contestants"},
		"rehearsing delays":  {[]string{"--rehearse", recorded, "--delay=6"}, "--delay cannot be used with --rehearse"},
		"rehearsing loads":   {[]string{"--rehearse", recorded, "--isolate=on"}, "--isolate cannot be used with --rehearse"},
		"repetitions alone":  {[]string{"--repetitions=3", "script:pro", "script:rookie"}, "--repetitions needs recorded pairs; add --rehearse FILE"},
		"metric alone":       {[]string{"--metric=event_f2_2", "script:pro", "script:rookie"}, "--metric needs logs; add --logs DIR"},
		"no such table":      {[]string{"--rehearse", "none.csv"}, "none.csv"},
		"a script on logs":   {[]string{"--logs=logs", "script:pro", "script:rookie"}, "has no offline score"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, append([]string{"select"}, c.args...), c.says) })
	}
}

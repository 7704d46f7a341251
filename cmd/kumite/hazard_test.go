package main

import (
	"strings"
	"testing"
)

func TestAHazardIsPrintedInEveryForm(t *testing.T) {
	for form, says := range map[string]string{
		"--log-level=info": "│ no opening ",
		"--markdown":       "| no opening |",
		"--json":           `"schema": "kumite.hazard/1"`,
	} {
		code, out, errs := kumite(t, "hazard", form, "--matches=1", "--futures=2", tinyModel)
		if code != 0 || !strings.Contains(out, says) || !strings.Contains(out, "its true hazard expects") {
			t.Errorf("%s: exit %d, %s\n%s\nwant %q and the verdict", form, code, errs, out, says)
		}
	}
	refuses(t, []string{"hazard", "script:pro"}, "has no p_act")
	refuses(t, []string{"hazard", tinyModel, "--script=ace"}, `script "ace" is unknown`)
}

package main

import (
	"strings"
	"testing"
)

func TestADecompositionIsPrintedInEveryForm(t *testing.T) {
	for form, says := range map[string]string{
		"--log-level=info": "│ with missed openings taken ",
		"--markdown":       "| with missed openings taken |",
		"--json":           `"schema": "kumite.decompose/1"`,
	} {
		code, out, errs := kumite(t, "decompose", form, "--pairs=1", tinyModel)
		if code != 0 || !strings.Contains(out, says) || !strings.Contains(out, "The model scores ") {
			t.Errorf("%s: exit %d, %s\n%s\nwant %q and the verdict", form, code, errs, out, says)
		}
	}
}

func TestADecompositionIsRefusedInOneLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a script":            {[]string{"script:pro"}, "only models can be decomposed"},
		"an unknown opponent": {[]string{tinyModel, "--against=pr0"}, "neither a script nor a model"},
		"two forms":           {[]string{tinyModel, "--json", "--markdown"}, "--json and --markdown exclude each other"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, append([]string{"decompose"}, c.args...), c.says) })
	}
}

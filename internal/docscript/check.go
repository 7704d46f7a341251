package docscript

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check compares the commands on the pages with the runs of the scripts and with the
// commands that are not run. It returns one line per difference.
func Check(commands []Command, runs []Run, notRun map[string]string) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	printed, covered := map[string]bool{}, map[string]bool{}
	for _, c := range commands {
		printed[c.Text] = true
	}
	for _, r := range runs {
		switch {
		case r.Page == "":
			covered[r.Text] = true
			continue
		case r.Text == "":
			say("%s:%d: no exec line follows the page's command %q", r.Script, r.Line, r.Page)
			continue
		case !printed[r.Page]:
			say("%s:%d: no page prints the command %q", r.Script, r.Line, r.Page)
		case !sameCommand(r.Page, r.Text):
			say("%s:%d: %q is run for %q, which is another command", r.Script, r.Line, r.Text, r.Page)
		}
		covered[r.Page] = true
	}
	for _, c := range commands {
		if _, excused := notRun[c.Text]; !covered[c.Text] && !excused {
			say("%s:%d: no script in internal/docscript/testdata/script runs %q; add it there, or to NotRun with the reason", c.Page, c.Line, c.Text)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(notRun)) {
		switch {
		case !printed[text]:
			say("NotRun: no page prints the command %q", text)
		case covered[text]:
			say("NotRun: a script runs the command %q", text)
		}
	}
	return wrong
}

// sameCommand reports whether a scaled line runs the program and subcommand of the
// page's line. A make target may be replaced by the program that it runs.
func sameCommand(page, scaled string) bool {
	p, s := strings.Fields(page), strings.Fields(scaled)
	return p[0] == "make" || len(s) > 1 && p[0] == s[0] && p[1] == s[1]
}

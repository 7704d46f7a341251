package docscript

import "strings"

// Run is a command that a script runs.
type Run struct {
	Script string
	Line   int    // from 1
	Text   string // as in the script
	Page   string // the page's line that it scales down, "" if it is the page's line
}

// Runs returns the commands that a script runs, and a Run without Text for each page
// comment that is not followed by a command.
func Runs(script, text string) []Run {
	var found []Run
	page, at := "", 0
	flush := func() {
		if page != "" {
			found = append(found, Run{Script: script, Line: at, Page: page})
		}
		page = ""
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "-- ") && strings.HasSuffix(line, " --") {
			break // files follow
		}
		if printed, ok := strings.CutPrefix(line, "# page: "); ok {
			flush()
			page, at = normal(printed), i+1
			continue
		}
		if command, ok := strings.CutPrefix(strings.TrimPrefix(line, "! "), "exec "); ok {
			found = append(found, Run{script, i + 1, normal(command), page})
			page = ""
			continue
		}
		flush()
	}
	flush()
	return found
}

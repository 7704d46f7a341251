package docscript

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Command is a command line that a page prints.
type Command struct {
	Page string
	Line int    // of its start, from 1
	Text string // without comment, with single spaces
}

// programs are the programs whose command lines count, in any folder.
var programs = []string{"kumite", "make", "python3"}

// shells are the languages of fenced blocks that hold commands; "" is a block
// without a language.
var shells = []string{"", "sh", "bash", "shell", "console"}

// Commands returns the commands in the shell blocks of a page. A line that ends in
// a backslash continues on the next.
func Commands(page, text string) []Command {
	var found []Command
	fenced, shell, joined, began := false, false, "", 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if language, ok := strings.CutPrefix(line, "```"); ok {
			fenced = !fenced
			shell, joined = fenced && slices.Contains(shells, language), ""
			continue
		}
		if !shell {
			continue
		}
		if joined == "" {
			began = i + 1
		}
		if before, ok := strings.CutSuffix(line, `\`); ok {
			joined += before + " "
			continue
		}
		if text := normal(joined + line); isCommand(text) {
			found = append(found, Command{page, began, text})
		}
		joined = ""
	}
	return found
}

var comment = regexp.MustCompile(`(^|\s)#.*$`)

// normal returns a command line without its comment and with single spaces.
func normal(line string) string {
	return strings.Join(strings.Fields(comment.ReplaceAllString(line, "")), " ")
}

func isCommand(line string) bool {
	program, _, _ := strings.Cut(line, " ")
	return slices.Contains(programs, path.Base(program))
}

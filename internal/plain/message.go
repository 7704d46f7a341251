package plain

import (
	"strings"
	"unicode"
)

// The longest word or quotation of a message, and the longest message, in characters.
const (
	maxWord    = 200
	maxMessage = 8000
)

// Message returns an error's text as one line. Joined errors are separated by "; ".
// A word or a quotation of more than 200 characters is cut.
func Message(s string) string {
	s = Text(strings.ReplaceAll(s, "\n", "; "))
	if len(s) <= maxWord {
		return s
	}
	var b strings.Builder
	quoted, word, quotation, total := false, 0, 0, 0
	last, escaped := ' ', false
	for _, r := range s {
		switch {
		case r == '"' && !escaped:
			quoted, quotation = !quoted && strings.ContainsRune(" ([{=:,;", last), 0
		case quoted:
			quotation++
		}
		word++
		if unicode.IsSpace(r) {
			word = 0
		}
		escaped = r == '\\' && !escaped
		if last = r; word > maxWord || quotation > maxWord {
			if word == maxWord+1 || quotation == maxWord+1 {
				b.WriteRune('…')
			}
			continue
		}
		if total++; total > maxMessage {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

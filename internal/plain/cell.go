package plain

import (
	"strconv"
	"strings"
)

// formula are the characters with which a spreadsheet begins to compute.
const formula = "=+-@"

// Cell returns s for a field of CSV. A field that a spreadsheet would compute gets an
// apostrophe in front, unless it is a number. [Uncell] removes it.
func Cell(s string) string {
	s = Text(s)
	if s == "" || !strings.ContainsRune(formula, rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}

// Uncell returns the text that Cell was given, if that had no characters to escape.
func Uncell(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formula, rune(s[1])) {
		return s[1:]
	}
	return s
}

package number

import (
	"fmt"
	"strings"
)

// Of writes a number of things: "1 pair", "2 pairs", "0 matches", "3 entries". what is the
// noun, which may follow adjectives, in the singular.
func Of[N int | int32 | int64 | uint64](n N, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %s", n, plural(what))
}

// Verb returns the form of a verb that agrees with a number of things: Verb(n, "is", "are").
func Verb[N int | int32 | int64 | uint64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// plural returns the plural of a regular English noun.
func plural(what string) string {
	for _, end := range []string{"s", "x", "ch", "sh"} {
		if strings.HasSuffix(what, end) {
			return what + "es"
		}
	}
	if before, ok := strings.CutSuffix(what, "y"); ok && !strings.ContainsAny(what[max(len(before)-1, 0):len(before)], "aeiou") {
		return before + "ies"
	}
	return what + "s"
}

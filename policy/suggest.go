package policy

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Unknown returns the error for an unknown name. It lists the valid names and
// suggests the most similar one.
func Unknown(what, name string, valid []string) error {
	if near := Nearest(name, valid); near != "" {
		return fmt.Errorf("%s %q is unknown; did you mean %q? valid: %s", what, name, near, strings.Join(valid, ", "))
	}
	return fmt.Errorf("%s %q is unknown; valid: %s", what, name, strings.Join(valid, ", "))
}

// Nearest returns the valid name most similar to name, or "" if none is similar.
func Nearest(name string, valid []string) string {
	best, found := max(1, len(name)/3)+1, ""
	for _, v := range valid {
		if d := levenshtein.ComputeDistance(name, v); d < best {
			best, found = d, v
		}
	}
	return found
}

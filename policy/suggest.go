package policy

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Unknown is the error of a name that is none of the valid ones: it lists them
// and asks about the nearest.
func Unknown(what, name string, valid []string) error {
	if near := nearest(name, valid); near != "" {
		return fmt.Errorf("%s %q is unknown; did you mean %q? valid: %s", what, name, near, strings.Join(valid, ", "))
	}
	return fmt.Errorf("%s %q is unknown; valid: %s", what, name, strings.Join(valid, ", "))
}

// nearest is the valid name that a typing error turned into name, or "".
func nearest(name string, valid []string) string {
	best, found := max(1, len(name)/3)+1, ""
	for _, v := range valid {
		if d := levenshtein.ComputeDistance(name, v); d < best {
			best, found = d, v
		}
	}
	return found
}

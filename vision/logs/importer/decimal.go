package importer

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// decimal reads a number with a decimal point or comma.
func decimal(text string) (float64, error) {
	switch {
	case strings.Contains(text, ",") && strings.Contains(text, "."), strings.Count(text, ",") > 1, strings.Count(text, ".") > 1:
		return 0, fmt.Errorf("%q is not a number; write it without separators of thousands", text)
	}
	x, err := number.Between(math.Inf(-1), math.Inf(1)).Parse(strings.Replace(text, ",", ".", 1))
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return x, nil
}

// thousands matches numbers of which the comma or point may separate thousands.
var thousands = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)

// checkSeparators refuses a column in which no number shows whether its commas or points
// separate decimals or thousands. Seconds have decimals: there a point is one, and a comma
// if all numbers have one.
func (m moment) checkSeparators(entries []entry) error {
	for _, column := range []string{m.name, m.end} {
		if column == "" { // tables may have a column without a name
			continue
		}
		for _, mark := range []string{",", "."} {
			if mark == "." && m.unit == 1000 {
				continue
			}
			var first entry // the first that may separate thousands
			all, decimals := true, false
			for _, e := range entries {
				text := e.cells[column]
				switch marked := strings.Contains(text, mark); {
				case text == "", e.numbers[column]:
				case !marked:
					all = false
				case !thousands.MatchString(text):
					decimals = true
				case first.cells == nil:
					first = e
				}
			}
			if first.cells != nil && !decimals && !(all && m.unit == 1000) {
				text := first.cells[column]
				return fmt.Errorf("row %d: %s %q may be %s or %s0; write it as one of them", first.line, column, text,
					strings.Replace(text, mark, "", 1), strings.Replace(text, mark, ".", 1))
			}
		}
	}
	return nil
}

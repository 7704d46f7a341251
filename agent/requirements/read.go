package requirements

import (
	"bytes"
	"fmt"

	"github.com/kumite/kumite/internal/safefile"
)

// Decode reads a document from the contents of a file of check --json; errors name its
// path. A document that contradicts itself is an error.
func Decode(path string, data []byte) (*Document, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("read check %s: it is empty; write it with `kumite check --requirements FILE --json`", path)
	}
	d := new(Document)
	if err := safefile.Unmarshal(data, safefile.Evaluation, d); err != nil {
		return nil, fmt.Errorf("read check %s: %w", path, err)
	}
	if d.Schema != Schema {
		return nil, fmt.Errorf("read check %s: it has schema %.40q; want %q, of `kumite check --requirements FILE --json`", path, d.Schema, Schema)
	}
	if what := d.contradiction(); what != "" {
		return nil, fmt.Errorf("read check %s: %s; check again", path, what)
	}
	return d, nil
}

// contradiction describes what no check can contain, "" for nothing.
func (d *Document) contradiction() string {
	if len(d.Lines) == 0 {
		return "it has no requirements"
	}
	for i, l := range d.Lines {
		switch l.Verdict {
		case Pass:
		case Fail, Undecided:
			continue
		default:
			return fmt.Sprintf("requirement %d has the verdict %.40q", i+1, l.Verdict)
		}
		if v := float64(l.Measured); l.AtLeast != nil && v < *l.AtLeast || l.AtMost != nil && v > *l.AtMost {
			return fmt.Sprintf("requirement %d, %.100q, has the verdict PASS, but %v is not within its bounds", i+1, l.Requirement, v)
		}
	}
	of := Document{Lines: d.Lines}
	if of.conclude(); of.Verdict != d.Verdict {
		return fmt.Sprintf("its verdict is %.40q, but that of its requirements is %s", d.Verdict, of.Verdict)
	}
	return ""
}

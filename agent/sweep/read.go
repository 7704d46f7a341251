package sweep

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/internal/safefile"
)

// farthest bounds the values of a document that is read, so that it can be drawn.
const farthest = 1e9

// Read reads a document, as `kumite tournament --sweep … --json` prints it. Its Results are
// not part of the file.
func Read(path string) (*Document, error) {
	data, err := safefile.Read(path, safefile.Results)
	if err != nil {
		return nil, fmt.Errorf("read sweep: %w", err)
	}
	d := new(Document)
	if err := safefile.Unmarshal(data, safefile.Results, d); err != nil {
		return nil, fmt.Errorf("read sweep %s: %w", path, err)
	}
	if d.Schema != Schema {
		return nil, fmt.Errorf("read sweep %s: it has schema %.40q; want %q, of `kumite tournament --sweep RANGE --json`", path, d.Schema, Schema)
	}
	far := d.Bar < 0 || d.Bar > 1 || d.Knee != nil && math.Abs(d.Knee.Value) > farthest
	for _, p := range d.Points {
		far = far || math.Abs(p.Value) > farthest
	}
	if far {
		return nil, fmt.Errorf("read sweep %s: a value is beyond ±%g, or the bar is not between 0 and 1", path, float64(farthest))
	}
	return d, nil
}

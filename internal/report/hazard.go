package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/hazard"
	"github.com/kumite/kumite/internal/durable"
)

// Hazard writes a comparison of a model's p_act with the true hazard: what three
// tables say, and the tables.
func Hazard(out io.Writer, d *hazard.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(d.Verdict)
	for _, part := range []struct {
		by   string
		rows []hazard.Row
	}{{"frames by p_act", d.ByPAct}, {"by true hazard", d.ByHazard}, {"by opening", d.ByOpening}} {
		t := newWords(part.by, "frames", "presses", "expected by the hazard", "by p_act", "presses per frame [95 %]", "mean hazard", "mean p_act")
		for _, r := range append(part.rows, d.All) {
			if r.Frames == 0 {
				continue
			}
			n := float64(r.Frames)
			t.add(r.Name, r.Frames, r.Presses, fmt.Sprintf("%.1f", n*float64(r.Hazard)), fmt.Sprintf("%.1f", n*float64(r.PAct)),
				fmt.Sprintf("%.4f [%.4f, %.4f]", float64(r.Rate), r.RateCI.Lo, r.RateCI.Hi), decimal(r.Hazard, 4), decimal(r.PAct, 4))
		}
		p.table(t)
	}
	p.linef("%s (%s) on the frames of script:%s against %s: %s, %s, seed %d, %s per frame; intervals as if frames were independent",
		d.Contestant, d.Describe(d.ModelSHA256), d.Script, strings.Join(d.Against, ", "), plural(d.Matches, "match"), plural(d.All.Frames, "frame"), d.Seed, plural(d.Futures, "future"))
	return p.writeTo(out)
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/hazard"
	"github.com/kumite/kumite/internal/durable"
)

// Hazard writes a comparison of a model's p_act with the true hazard: three tables and
// what they say.
func Hazard(out io.Writer, d *hazard.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	var text strings.Builder
	for _, part := range []struct {
		by   string
		rows []hazard.Row
	}{{"frames by p_act", d.ByPAct}, {"by true hazard", d.ByHazard}, {"by opening", d.ByOpening}} {
		t := newTable(part.by, "frames", "presses", "expected by the hazard", "by p_act", "presses per frame [95 %]", "mean hazard", "mean p_act")
		for _, r := range append(part.rows, d.All) {
			if r.Frames == 0 {
				continue
			}
			n := float64(r.Frames)
			t.AppendRow(table.Row{r.Name, r.Frames, r.Presses, fmt.Sprintf("%.1f", n*float64(r.Hazard)), fmt.Sprintf("%.1f", n*float64(r.PAct)),
				fmt.Sprintf("%.4f [%.4f, %.4f]", float64(r.Rate), r.RateCI.Lo, r.RateCI.Hi), decimal(r.Hazard, 4), decimal(r.PAct, 4)})
		}
		if f.Markdown {
			fmt.Fprintf(&text, "%s\n\n", t.RenderMarkdown())
		} else {
			fmt.Fprintln(&text, t.Render())
		}
	}
	printLine(&text, d.Verdict)
	printf(&text, "%s (%s) on the frames of script:%s against %s: %d matches, %d frames, seed %d, %d futures per frame; intervals as if frames were independent\n",
		d.Contestant, d.Describe(d.ModelSHA256), d.Script, strings.Join(d.Against, ", "), d.Matches, d.All.Frames, d.Seed, d.Futures)
	_, err := io.WriteString(out, text.String())
	return err
}

package html

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
)

// compared is the report's run beside another one.
type compared struct {
	Name  string // of the other run
	Rows  []comparedRow
	Notes []string
}

type comparedRow struct {
	Name, Then, Now, Change, Pairs, Verdict string
	Class                                   string // as in the cross table
}

// newCompared shows what changed from other runs, A, to the report's run, B.
func newCompared(all []*compare.Document) (shown []compared) {
	for _, d := range all {
		x := compared{Name: d.A.Dir, Notes: report.ComparisonNotes(d)}
		for _, c := range d.Contestants {
			row := comparedRow{
				Name: c.Name, Then: (100 * c.ScoreA).Text("%.1f %%"), Now: (100 * c.ScoreB).Text("%.1f %%"),
				Change:  stats.InPoints(float64(c.Difference), c.CI95),
				Pairs:   fmt.Sprintf("%d on the same seeds, against %s", c.PairsA, strings.Join(c.Opponents, ", ")),
				Verdict: string(c.Verdict),
				Class:   map[compare.Verdict]string{compare.Better: "ahead", compare.Worse: "behind"}[c.Verdict],
			}
			if !c.Paired {
				row.Pairs = fmt.Sprintf("%d and %d, on different seeds, against %s", c.PairsA, c.PairsB, strings.Join(c.Opponents, ", "))
			}
			x.Rows = append(x.Rows, row)
		}
		shown = append(shown, x)
	}
	return shown
}

// figure is a chart as an image, in which no script runs, with its text alternative.
type figure struct {
	Caption string
	Source  template.URL
}

func newFigures(all []report.Figure) (shown []figure) {
	for _, f := range all {
		shown = append(shown, figure{f.Caption, template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(f.SVG))})
	}
	return shown
}

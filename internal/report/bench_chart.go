package report

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/internal/chart"
)

// DrawBench writes the distributions of a benchmark's latencies as SVG: latency by
// percentile, with equal room for each further nine.
func DrawBench(out io.Writer, d *bench.Document) error {
	c := chart.Chart{
		Title: fmt.Sprintf("%s: windows of %g ms, seed %d", d.Scenario, d.WindowMS, d.Seed),
		X:     "percentile", Y: "latency (µs)", LogY: true, LegendLeft: true,
		XTicks: []chart.Tick{{At: nines(0), Label: "min"}, {At: nines(0.5), Label: "p50"}, {At: nines(0.9), Label: "p90"}, {At: nines(0.99), Label: "p99"},
			{At: nines(0.999), Label: "p99.9"}, {At: nines(0.9999), Label: "p99.99"}, {At: nines(0.99999), Label: "p99.999"}},
	}
	add := func(name string, n int, points []bench.Quantile) {
		s := chart.Series{Name: fmt.Sprintf("%s, n = %d", name, n)}
		for _, p := range points {
			if p.US > 0 && p.Share < 1 {
				s.Points = append(s.Points, chart.Point{X: nines(p.Share), Y: p.US})
			}
		}
		c.Series = append(c.Series, s)
	}
	for _, r := range d.Results {
		for _, l := range r.Single {
			add(r.Name+" "+l.Load+", decision", l.Felt.N, l.FeltHistogram)
			add(r.Name+" "+l.Load+", model only", l.Model.N, l.ModelHistogram)
		}
		if s := r.Server; s != nil && s.Latency != nil {
			add(fmt.Sprintf("%s, %s", r.Name, plural(s.Agents, "agent")), s.Latency.N, s.Histogram)
			c.Marks = append(c.Marks, chart.Mark{At: s.Bound, Label: "bound of p99"})
		}
		for _, b := range r.Offline {
			add(fmt.Sprintf("%s, batch %d", r.Name, b.Inputs), b.Latency.N, b.Histogram)
		}
	}
	if len(c.Series) == 0 {
		return errors.New("no number of agents is served in time, so there is no latency to draw; raise --bound, or measure again on an idle machine")
	}
	return chart.Lines(out, c)
}

// nines returns the number of leading nines of a share: 1 for 0.9, 2 for 0.99.
func nines(share float64) float64 { return -math.Log10(1 - share) }

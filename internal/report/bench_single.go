package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/bench"
)

// benchSingle writes the latencies of decisions, of the model alone, and of the parts of
// a decision.
func benchSingle(text *strings.Builder, all []bench.Loading) {
	t := newTable(append([]any{"µs"}, latencyHeader...)...)
	for _, l := range all {
		t.AppendRow(append(table.Row{l.Load + ": decision"}, latencyCells(l.Felt)...))
		t.AppendRow(append(table.Row{l.Load + ": model only"}, latencyCells(l.Model)...))
		for _, p := range []struct {
			name string
			bench.Part
		}{{"wait", l.Parts.Wait}, {"grab", l.Parts.Grab}, {"see", l.Parts.See}, {"infer", l.Parts.Infer}, {"decode", l.Parts.Decode}, {"send", l.Parts.Send}} {
			if p.name == "wait" && l.Load == bench.Hot {
				continue
			}
			t.AppendRow(table.Row{"  " + p.name, "", short(p.Mean), short(p.P50), short(p.P90), short(p.P99)})
		}
		t.AppendSeparator()
	}
	fmt.Fprintln(text, t.Render())
	for _, l := range all {
		fmt.Fprintf(text, "%s: %s\n", l.Load, confirmed(l.Felt))
		fmt.Fprintf(text, "%s: decision over model only, p50: %s; %s decisions per second", l.Load, benchRatio(l.Overhead), perSecond(l.Rate))
		if l.Allocations != nil {
			fmt.Fprintf(text, "; %.3g allocations, %.3g bytes each", *l.Allocations, *l.AllocatedBytes)
		}
		fmt.Fprintf(text, "\n%s: %s\n", l.Load, agreement(len(l.Windows), l.Stable))
	}
}

package report

import (
	"fmt"

	"github.com/kumite/kumite/agent/bench"
)

// benchSingle writes the latencies of decisions, of the model alone, and of the parts of
// a decision.
func benchSingle(p *page, all []bench.Loading) {
	t := newWords(append([]string{"µs"}, latencyHeader...)...)
	for _, l := range all {
		t.add(append([]any{l.Load + ": decision"}, latencyCells(l.Felt)...)...)
		t.add(append([]any{l.Load + ": model only"}, latencyCells(l.Model)...)...)
		for _, p := range []struct {
			name string
			bench.Part
		}{{"wait", l.Parts.Wait}, {"grab", l.Parts.Grab}, {"see", l.Parts.See}, {"infer", l.Parts.Infer}, {"decode", l.Parts.Decode}, {"send", l.Parts.Send}} {
			if p.name == "wait" && l.Load == bench.Hot {
				continue
			}
			t.add("  "+p.name, "", short(p.Mean), short(p.P50), short(p.P90), short(p.P99))
		}
		t.separate()
	}
	p.table(t)
	for _, l := range all {
		p.linef("%s: %s", l.Load, confirmed(l.Felt))
		allocations := ""
		if l.Allocations != nil {
			allocations = fmt.Sprintf("; %.3g allocations, %.3g bytes each", *l.Allocations, *l.AllocatedBytes)
		}
		p.linef("%s: decision over model only, p50: %s; %s decisions per second%s", l.Load, benchRatio(l.Overhead), perSecond(l.Rate), allocations)
		p.linef("%s: %s", l.Load, agreement(len(l.Windows), l.Stable))
	}
}

package requirements

import (
	"context"
	"slices"

	"github.com/kumite/kumite/agent/bot"
)

// tryCandidates measures the candidates on the lines that fail, and puts those that pass
// before the other remedies, or says that none does.
func tryCandidates(ctx context.Context, cfg Config, candidates []bot.Contestant, d *Document) error {
	if d.Count(Fail) == 0 {
		return nil
	}
	found := map[int][]Remedy{} // by line
	for _, who := range candidates {
		m := newMeasurer(cfg, who, &Document{}) // warnings about a candidate are not the document's
		bare := cfg.File.plan()
		for i := range d.Lines {
			l := &bare[i]
			if d.Lines[i].Verdict != Fail || l.measure == nil {
				continue
			}
			if err := l.measure(ctx, m, l); err != nil {
				return err
			}
			if l.Verdict == Pass {
				found[i] = append(found[i], Remedy{Change: OtherModel, Candidate: who.Spec, Measured: l.Measured, CI95: l.CI95})
			}
		}
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		switch all := found[i]; {
		case len(all) > 0:
			l.Remedies = slices.Concat(all, l.Remedies)
		case len(candidates) > 0 && l.Verdict == Fail:
			l.Reason = andAlso(l.Reason, "no candidate passes")
		}
	}
	return nil
}

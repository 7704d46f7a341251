package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// details returns the lines below the tables of details.
func details(r arena.Results, replays arena.ReplaySize) []string {
	lines := fitNotes(r)
	if s := r.SideAdvantage; s != nil {
		lines = append(lines, fmt.Sprintf("left minus right: %+.3f [%+.3f, %+.3f] points per leg over %s", s.Advantage, s.CI95.Lo, s.CI95.Hi, plural(s.Pairs, "pair")))
	}
	for _, c := range r.Contestants {
		if c.ModelSHA256 != "" {
			lines = append(lines, fmt.Sprintf("%s: %s, %s", c.Name, c.Describe(c.ModelSHA256), c.Decoder))
		}
	}
	if replays.Files > 0 {
		lines = append(lines, fmt.Sprintf("%s of %s each on average", plural(replays.Files, "replay"), plural(replays.Bytes/int64(replays.Files), "byte")))
	}
	return lines
}

// settings returns the settings of a run in one line.
func settings(r arena.Results) string {
	asked := plural(r.Pairs, "pair") + " each"
	if t := r.Test; t != nil {
		asked = fmt.Sprintf("sequential tests of Elo %g (H0) against %g (H1) at error rates %g and %g, at most %d pairs each, after which Elo is biased", t.Elo0, t.Elo1, t.Alpha, t.Beta, r.Pairs)
	}
	line := fmt.Sprintf("seed %d, %s, %d s per match, delay %s (%d ms), rules %d",
		r.Seed, asked, r.Rules.MatchTicks/sim.TickRate, plural(r.DelayTicks, "tick"), r.DelayTicks*1000/sim.TickRate, r.RulesVersion)
	if cost := r.Rules.WrongPressCost; cost > 0 {
		line += fmt.Sprintf(", a wrong press costs %d of %d health", cost, r.Rules.Health)
	}
	return strings.Join(append([]string{line}, latencyNotes(r)...), "; ")
}

// warnings returns what limits the meaning of the numbers.
func warnings(r arena.Results) []string {
	return slices.Concat(mishapNotes(r), repetitions(r), fitWarnings(r))
}

// mishapNotes returns the reason for an early end of the run, and the failures of each
// contestant.
func mishapNotes(r arena.Results) (lines []string) {
	if r.Shard != (arena.Shard{}) {
		lines = append(lines, fmt.Sprintf("SHARD %s: results of a part of the run; kumite merge combines the parts", r.Shard))
	}
	switch r.Ended {
	case arena.EndedByClock:
		lines = append(lines, "ENDED BY THE CLOCK: results of the pairs before the first one that was not played; their number depends on the machine")
	case arena.EndedByInterrupt:
		lines = append(lines, "INTERRUPTED: results of the pairs before the first one that was not played")
	}
	for _, c := range r.Contestants {
		if warning := bot.RandomWarning(c.Name, c.Random); warning != "" {
			lines = append(lines, warning)
		}
		if w := c.Withdrawn; w != nil {
			lines = append(lines, fmt.Sprintf("%s was withdrawn (%s): %s; its matches do not count for the others", c.Name, w.Kind, w.Text))
		}
		if c.Retried > 0 {
			lines = append(lines, fmt.Sprintf("%s failed in %s, played again since; the first failure: %s", c.Name, plural(c.Retried, "match"), c.FirstRetry))
		}
		if c.Ledger.Faults > 0 {
			lines = append(lines, faults(c.Name, c.Ledger))
		}
	}
	return lines
}

// repetitions returns a line for each contestant and pairing with duplicates.
func repetitions(r arena.Results) (lines []string) {
	// A run that ended early has fewer seeds for that reason alone.
	early := r.Ended == arena.EndedByClock || r.Ended == arena.EndedByInterrupt
	for _, c := range r.Contestants {
		if c.Duplicates > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s not counted, identical to earlier ones, move for move; the same opponent may be listed under two names", c.Name, plural(c.Duplicates, "match")))
		}
	}
	for _, p := range r.Pairings {
		if p.Duplicates > 0 {
			lines = append(lines, fmt.Sprintf("%s against %s: %s not counted, identical to earlier ones, move for move", p.A, p.B, plural(p.Duplicates, "pair")))
		}
		if r.Test == nil && p.Seeds < r.Pairs && !early {
			lines = append(lines, fmt.Sprintf("%s against %s: %d distinct seeds of %d requested", p.A, p.B, p.Seeds, r.Pairs))
		}
	}
	return lines
}

// fitWarnings says why there is no Elo, or that it does not describe the pool.
func fitWarnings(r arena.Results) (lines []string) {
	if r.FitError != "" {
		lines = append(lines, "no Elo: "+r.FitError)
	}
	if f := r.Fit; f != nil && f.P.Defined() && !f.Transitive {
		lines = append(lines, fmt.Sprintf("the pool is NOT TRANSITIVE (χ² = %.2f on %s of freedom, p = %.3f), so one rating per contestant does not describe it: see the cross table",
			float64(f.ChiSquare), plural(f.DF, "degree"), float64(f.P)))
	}
	return lines
}

// fitNotes describes how well one rating per contestant fits the results.
func fitNotes(r arena.Results) (lines []string) {
	f := r.Fit
	if f == nil {
		return lines
	}
	if !f.P.Defined() {
		lines = append(lines, "Elo by Bradley–Terry; the fit is not tested: no spare pairings")
	} else if f.Transitive {
		lines = append(lines, fmt.Sprintf("Elo by Bradley–Terry: χ² = %.2f on %s of freedom, p = %.3f", float64(f.ChiSquare), plural(f.DF, "degree"), float64(f.P)))
	}
	if f.VirtualDraws {
		lines = append(lines, "a contestant won or lost everything: one virtual draw per pairing keeps the ratings finite")
	}
	return lines
}

// faults describes how many decisions failed, and why.
func faults(name string, l arena.Ledger) string {
	var kinds []string
	for _, k := range []struct {
		cause policy.Cause
		n     int
	}{{policy.NoNumbers, l.FaultKinds.NotANumber}, {policy.Failed, l.FaultKinds.Failed}, {policy.Hung, l.FaultKinds.Hung}} {
		if k.n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", k.n, k.cause))
		}
	}
	return fmt.Sprintf("%s: %d of %s %s and sent nothing (%s); the first: %s",
		name, l.Faults, plural(l.Decisions, "decision"), verb(l.Faults, "was a fault", "were faults"), strings.Join(kinds, ", "), l.FirstFault)
}

// latencyNotes describes the distributions of the delays.
func latencyNotes(r arena.Results) (lines []string) {
	if r.Latency == nil {
		return nil
	}
	note := func(of string, d *bot.Distribution) {
		lines = append(lines, fmt.Sprintf("delays%s drawn from %s: %s, p50 %.1f ms, p99 %.1f ms, median %s, instead of the delay above",
			of, r.Latency.Spec, plural(d.Samples, "sample"), d.P50MS, d.P99MS, plural(d.Median(), "tick")))
	}
	if d := r.Latency.All; d != nil {
		note("", d)
	}
	for _, c := range r.Contestants {
		if d := r.Latency.Of[c.Name]; d != nil {
			note(" of "+c.Name, d)
		}
	}
	return lines
}

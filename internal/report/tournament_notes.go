package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// notes are the lines below the tables: what a reader must know to trust them.
func notes(r arena.Results, replays arena.ReplaySize) []string {
	lines := warnings(r)
	if slices.ContainsFunc(r.Pairings, func(x arena.PairingResult) bool {
		return x.Pentanomial.Pairs() > 0 && x.ScoreMethod == rating.MethodWilson
	}) {
		lines = append(lines, wilsonNote)
	}
	lines = append(lines, fitNotes(r)...)
	if t := r.Test; t != nil {
		lines = append(lines, fmt.Sprintf("each pairing ends by a sequential test of Elo %v (H0) against %v (H1), alpha %v, beta %v, at most %d pairs; where it was decided, the Elo is biased by the stop",
			t.Elo0, t.Elo1, t.Alpha, t.Beta, t.MaxPairs))
	}
	if s := r.SideAdvantage; s != nil {
		lines = append(lines, fmt.Sprintf("left minus right: %+.3f [%+.3f, %+.3f] points a leg over %d pairs", s.Advantage, s.CI95.Lo, s.CI95.Hi, s.Pairs))
	}
	asked := fmt.Sprintf("%d pairs each", r.Pairs)
	if r.Test != nil {
		asked = fmt.Sprintf("up to %d pairs each", r.Pairs)
	}
	lines = append(lines, fmt.Sprintf("seed %d, %s, %d s a match, delay %d ticks (%d ms), rules %d",
		r.Seed, asked, r.Rules.MatchTicks/sim.TickRate, r.DelayTicks, r.DelayTicks*1000/sim.TickRate, r.RulesVersion))
	lines = append(lines, latencyNotes(r)...)
	if cost := r.Rules.WrongPressCost; cost > 0 {
		lines = append(lines, fmt.Sprintf("a wrong press costs %d of %d health", cost, r.Rules.Health))
	}
	for _, c := range r.Contestants {
		if c.ModelSHA256 != "" {
			lines = append(lines, fmt.Sprintf("%s: sha256 %.12s, %s", c.Name, c.ModelSHA256, c.Decoder))
		}
	}
	if replays.Files > 0 {
		lines = append(lines, fmt.Sprintf("%d replays of %d bytes each on average", replays.Files, replays.Bytes/int64(replays.Files)))
	}
	return lines
}

// warnings are what makes the numbers mean less than they seem to.
func warnings(r arena.Results) []string { return append(Mishaps(r), repetitions(r)...) }

// Mishaps are what ended the run early, and what went wrong with whom.
func Mishaps(r arena.Results) (lines []string) {
	switch r.Ended {
	case arena.EndedByClock:
		lines = append(lines, "ENDED BY THE CLOCK: these are the pairs before the first that was not played; how many depended on the machine")
	case arena.EndedByInterrupt:
		lines = append(lines, "INTERRUPTED: these are the pairs before the first that was not played")
	}
	for _, c := range r.Contestants {
		if w := c.Withdrawn; w != nil {
			lines = append(lines, fmt.Sprintf("%s was withdrawn (%s): %s; its matches count for nobody else", c.Name, w.Kind, w.Text))
		}
		if c.Retried > 0 {
			lines = append(lines, fmt.Sprintf("%s failed in %d matches that were then played again; the first time: %s", c.Name, c.Retried, c.FirstRetry))
		}
		if c.Ledger.Faults > 0 {
			lines = append(lines, faults(c.Name, c.Ledger))
		}
	}
	return lines
}

// repetitions are matches that were asked for and repeat others.
func repetitions(r arena.Results) (lines []string) {
	for _, c := range r.Contestants {
		if c.Duplicates > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d matches were the same as earlier ones, move for move, and are counted once; is one opponent there under two names?", c.Name, c.Duplicates))
		}
	}
	for _, p := range r.Pairings {
		if p.Duplicates > 0 {
			lines = append(lines, fmt.Sprintf("%s against %s: %d pairs were the same as earlier ones, move for move, and are counted once", p.A, p.B, p.Duplicates))
		}
		if r.Test == nil && p.Seeds < r.Pairs {
			lines = append(lines, fmt.Sprintf("%s against %s: %d distinct seeds of %d asked", p.A, p.B, p.Seeds, r.Pairs))
		}
	}
	return lines
}

// fitNotes say how far one rating each can be believed.
func fitNotes(r arena.Results) (lines []string) {
	if r.FitError != "" {
		lines = append(lines, "no Elo: "+r.FitError)
	}
	f := r.Fit
	if f == nil {
		return lines
	}
	if f.P.Defined() {
		line := fmt.Sprintf("Elo by Bradley–Terry: χ² = %.2f on %d degrees of freedom, p = %.3f", float64(f.ChiSquare), f.DF, float64(f.P))
		if !f.Transitive {
			line += "; the pool is NOT TRANSITIVE, one rating each does not describe it: look at the cross table"
		}
		lines = append(lines, line)
	} else {
		lines = append(lines, "Elo by Bradley–Terry; no spare pairings to test the fit with")
	}
	if f.VirtualDraws {
		lines = append(lines, "somebody won or lost everything: one virtual draw for each pairing keeps the ratings finite")
	}
	return lines
}

// faults says how many decisions failed, and why.
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
	return fmt.Sprintf("%s: %d of %d decisions were faults and sent nothing (%s); the first: %s",
		name, l.Faults, l.Decisions, strings.Join(kinds, ", "), l.FirstFault)
}

// latencyNotes say what the delays were drawn from.
func latencyNotes(r arena.Results) (lines []string) {
	if r.Latency == nil {
		return nil
	}
	note := func(of string, d *bot.Distribution) {
		lines = append(lines, fmt.Sprintf("delays%s drawn from %s: %d samples, p50 %.1f ms, p99 %.1f ms, median %d ticks, instead of the delay above",
			of, r.Latency.Spec, d.Samples, d.P50MS, d.P99MS, d.Median()))
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

package recommend

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/rating"
)

// against lists what speaks against the leader or champion.
func (c *choice) against() (all []string) {
	r := c.results
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	name := c.doc.Name
	switch r.Ended {
	case arena.EndedByClock:
		add("The time budget ended the run: the number of pairs depends on the machine.")
	case arena.EndedByInterrupt:
		add("The run was interrupted: these are the results of its first pairs.")
	}
	if r.Shard != (arena.Shard{}) {
		add("These are the results of shard %v alone; kumite merge makes a run of all shards.", r.Shard)
	}
	for _, s := range r.Contestants {
		if s.Name != name {
			continue
		}
		all = append(all, mishaps(&s)...)
		if s.EloBiased {
			add("A sequential test ended its pairings early, so its score and Elo are biased.")
		}
	}
	few := map[int][]string{} // opponents by the number of pairs
	for _, p := range r.Pairings {
		score, ci, other := p.Score, p.ScoreCI95, p.B
		if p.B == name {
			score, ci, other = 1-score, ci.Complement(), p.A
		} else if p.A != name {
			continue
		}
		switch {
		case p.Pentanomial.Pairs() == 0:
			continue
		case ci.Hi < 0.5:
			add("It loses to %s: %s over %s.", other, share(score, ci), number.Of(p.Pentanomial.Pairs(), "pair"))
		case score < 0.5:
			add("It scored less than half against %s: %s over %s.", other, share(score, ci), number.Of(p.Pentanomial.Pairs(), "pair"))
		}
		if p.ScoreMethod == rating.MethodWilson && p.Pentanomial.Pairs() < 10 {
			n := p.Pentanomial.Pairs()
			few[n] = append(few[n], other)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(few)) {
		add("Only %s against %s.", number.Of(n, "pair"), listedOrCounted(few[n]))
	}
	if f := r.Fit; f != nil && f.P.Defined() && !f.Transitive {
		add("The pool is not transitive (p = %.3f): one rating per contestant does not describe it; see the cross table.", float64(f.P))
	}
	if len(c.candidates) > 2 && c.doc.Verdict != Keep {
		add("It was chosen from %s by these matches, so its own score is biased upwards; play it again on another seed.", number.Of(len(c.candidates), "candidate"))
	}
	for _, s := range c.out {
		text := fmt.Sprintf("%s %s, so it was not compared", s.Name, fate(&s))
		if direct, met := c.met(s.Name); met {
			text += fmt.Sprintf("; the pair score of %s includes %s against it", name, number.Of(direct.Pairs, "pair"))
		}
		add("%s.", text)
	}
	return all
}

// listedOrCounted names opponents, or counts them if there are many.
func listedOrCounted(names []string) string {
	const most = 3
	if len(names) > most {
		return fmt.Sprintf("each of %d opponents", len(names))
	}
	if len(names) == 1 {
		return names[0]
	}
	return "each of " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// mishaps lists failures of a contestant.
func mishaps(s *arena.Standing) (all []string) {
	if s.Withdrawn != nil {
		all = append(all, fmt.Sprintf("It was withdrawn: %s.", s.Withdrawn.Text))
	}
	if s.Retried > 0 {
		all = append(all, fmt.Sprintf("It failed in %s, played again since; the first failure: %s.", number.Of(s.Retried, "match"), s.FirstRetry))
	}
	if f := s.Ledger.Faults; f > 0 {
		all = append(all, fmt.Sprintf("%d of its %s failed; the first failure: %s.", f, number.Of(s.Ledger.Decisions, "decision"), s.Ledger.FirstFault))
	}
	if n := s.Ledger.Sent - s.Ledger.Accepted; s.Ledger.Sent > 0 && 10*n >= s.Ledger.Sent {
		all = append(all, fmt.Sprintf("The game refused %d of its %s (%.1f %%).", n, number.Of(s.Ledger.Sent, "press"), 100*float64(n)/float64(s.Ledger.Sent)))
	}
	return all
}

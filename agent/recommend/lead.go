package recommend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/rating"
)

// Lead says who is best of all contestants of a run, opponents and scripts included.
type Lead struct {
	Name     string  // of the best contestant; "" if no pair is finished, and in a run of sequential tests
	Certain  bool    // it is better than every other contestant, or every test has decided
	Sentence string  // who is best, how certain that is, and whom it cannot be told apart from
	Rivals   []Rival // the others, the strongest first; none in a run of sequential tests
}

// Leader returns who is best of all contestants of a tournament, or the verdicts of its
// sequential tests. legs are its finished legs.
func Leader(r arena.Results, legs []arena.Leg) Lead {
	if r.Test != nil {
		return tests(r)
	}
	c := choice{results: r}
	for _, s := range Ranked(r) {
		if s.Withdrawn == nil && s.Pentanomial.Pairs() > 0 {
			c.candidates = append(c.candidates, s)
		}
	}
	if len(c.candidates) < 2 {
		return Lead{Sentence: "No result: no two contestants have finished a pair of matches."}
	}
	c.doc.Name = c.candidates[0].Name
	c.compare(legs)
	lead := Lead{Name: c.doc.Name, Certain: true, Rivals: c.doc.Rivals}
	for i := range lead.Rivals {
		lead.Certain = lead.Certain && lead.Rivals[i].Behind()
	}
	lead.Sentence = lead.sentence(&c.candidates[0])
	return lead
}

// Ranked returns the standings of a tournament, the best first: by Elo, or by pair score
// if a contestant has no Elo. Those who were withdrawn or have no pairs are last.
func Ranked(r arena.Results) []arena.Standing {
	all := slices.Clone(r.Contestants)
	rank := func(s arena.Standing) int {
		switch {
		case s.Withdrawn != nil:
			return 2
		case s.Pentanomial.Pairs() == 0:
			return 1
		}
		return 0
	}
	rated := !slices.ContainsFunc(all, func(s arena.Standing) bool { return rank(s) == 0 && !s.Elo.Defined() })
	slices.SortStableFunc(all, func(a, b arena.Standing) int {
		if o := cmp.Compare(rank(a), rank(b)); o != 0 || rank(a) > 0 {
			return o
		}
		if rated {
			return cmp.Compare(b.Elo, a.Elo)
		}
		return cmp.Compare(b.PairScore, a.PairScore)
	})
	return all
}

// sentence describes a leader by the comparisons with the others.
func (l *Lead) sentence(best *arena.Standing) string {
	if len(l.Rivals) == 1 && l.Rivals[0].Met {
		if l.Certain {
			return fmt.Sprintf("%s beats %s: %s.", l.Name, l.Rivals[0].Name, scored(best))
		}
		if tied := tiedWith(l.Name, l.Rivals); tied != "" {
			return fmt.Sprintf("%s: %s.", tied, scored(best))
		}
		return fmt.Sprintf("%s and %s cannot be told apart: %s for %s.", l.Name, l.Rivals[0].Name, scored(best), l.Name)
	}
	var ahead, behind, open []string
	for i := range l.Rivals {
		switch r := &l.Rivals[i]; {
		case r.Behind():
			ahead = append(ahead, r.Name)
		case r.Pairs > 0 && r.CI95.Hi < 0:
			behind = append(behind, leads(r))
		case r.Tied:
		default:
			open = append(open, leads(r))
		}
	}
	if l.Certain {
		return fmt.Sprintf("%s is best: %s, ahead of %s.", l.Name, scored(best), listed(ahead))
	}
	text, but, it := fmt.Sprintf("%s leads (%s)", l.Name, scored(best)), ", but it", "it"
	if tied := tiedWith(l.Name, l.Rivals); tied != "" {
		text, but, it = fmt.Sprintf("%s (%s)", tied, scored(best)), ", and "+l.Name, l.Name
	}
	if len(open) > 0 {
		text += but + " cannot be told apart from " + listed(open)
	}
	if len(behind) > 0 {
		text += but + " loses to " + listed(behind)
	}
	if len(ahead) > 0 {
		text += "; " + it + " is ahead of " + listed(ahead)
	}
	return text + "."
}

// tests states the verdicts of a run of sequential tests.
func tests(r arena.Results) Lead {
	if len(r.Pairings) == 1 {
		return test(&r.Pairings[0])
	}
	by := map[rating.Verdict][]string{}
	for _, p := range r.Pairings {
		by[p.SPRT.Verdict] = append(by[p.SPRT.Verdict], p.A+" against "+p.B)
	}
	var parts []string
	for _, v := range []struct {
		verdict    rating.Verdict
		one, other string
	}{{rating.AcceptH1, "passes", "pass"}, {rating.AcceptH0, "fails", "fail"}, {rating.Inconclusive, "is undecided", "are undecided"}} {
		switch names := by[v.verdict]; len(names) {
		case 0:
		case 1:
			parts = append(parts, fmt.Sprintf("1 %s (%s)", v.one, names[0]))
		default:
			parts = append(parts, fmt.Sprintf("%d %s (%s)", len(names), v.other, listed(names)))
		}
	}
	return Lead{Certain: len(by[rating.Inconclusive]) == 0, Sentence: fmt.Sprintf("Of %s of Elo %g against %g, %s.", number.Of(len(r.Pairings), "test"), r.Test.Elo1, r.Test.Elo0, listed(parts))}
}

// test states the verdict of a sequential test.
func test(p *arena.PairingResult) Lead {
	found := "after " + number.Of(p.Pentanomial.Pairs(), "pair")
	if p.Score.Defined() {
		found += ", pair score " + share(p.Score, p.ScoreCI95)
	}
	switch t := p.SPRT; t.Verdict {
	case rating.AcceptH1:
		return Lead{Certain: true, Sentence: fmt.Sprintf("%s passes the test against %s: Elo %g rather than %g, %s.", p.A, p.B, t.Elo1, t.Elo0, found)}
	case rating.AcceptH0:
		return Lead{Certain: true, Sentence: fmt.Sprintf("%s fails the test against %s: Elo %g rather than %g, %s.", p.A, p.B, t.Elo0, t.Elo1, found)}
	default:
		return Lead{Sentence: fmt.Sprintf("The test of %s against %s is undecided between Elo %g and %g %s, LLR %.2f of %.2f to %.2f.",
			p.A, p.B, t.Elo0, t.Elo1, found, float64(t.LLR), float64(t.Lower), float64(t.Upper))}
	}
}

// listed joins names: "a, b and c", or "a, b and 3 others" for more than three.
func listed(names []string) string {
	if len(names) > 3 {
		names = append(slices.Clone(names[:2]), fmt.Sprintf("%d others", len(names)-2))
	}
	if len(names) > 1 {
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names, "")
}

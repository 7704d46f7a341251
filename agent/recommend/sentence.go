package recommend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/stats"
)

// sentence says whom to ship, and how certain that is.
func (c *choice) sentence() string {
	switch d := &c.doc; d.Verdict {
	case None:
		return c.nobody()
	case Keep:
		return fmt.Sprintf("Keep %s: the sequential test %s.", d.Name, c.refused())
	case Unclear:
		if len(d.Rivals) == 0 {
			if c.candidates[0].PairScoreCI95.Hi < 0.5 {
				return fmt.Sprintf("Do not ship %s on these matches: %s.", d.Name, scored(&c.candidates[0]))
			}
			return fmt.Sprintf("No clear choice: %s, which does not show that it beats its opponents.", c.lead())
		}
		return fmt.Sprintf("No clear choice: %s.", c.undecided())
	}
	text := fmt.Sprintf("Ship %s: %s", c.doc.Name, scored(&c.candidates[0]))
	if c.accepted {
		text += fmt.Sprintf(", and the sequential test accepted it against %s", c.champion.Name)
	}
	if len(c.doc.Rivals) > 0 {
		text += fmt.Sprintf(", and it is ahead of %s", leads(&c.doc.Rivals[0]))
	}
	return text + "."
}

// refused names the candidates, none of which was accepted.
func (c *choice) refused() string {
	all := append(slices.Clone(c.candidates), c.out...)
	if len(all) == 1 {
		return "did not accept " + all[0].Name
	}
	return fmt.Sprintf("accepted none of %s", number.Of(len(all), "candidate"))
}

// nobody says why no candidate can be shipped.
func (c *choice) nobody() string {
	var why []string
	for _, s := range c.out {
		why = append(why, s.Name+" "+fate(&s))
	}
	if len(why) == 0 {
		return "Ship none: the run has no candidates."
	}
	return fmt.Sprintf("Ship none: %s.", strings.Join(why, "; "))
}

// fate says why a contestant cannot be shipped.
func fate(s *arena.Standing) string {
	switch {
	case s.Withdrawn != nil:
		return "was withdrawn"
	case s.Collapsed:
		return "has collapsed: it hardly ever acts"
	}
	return "played no match"
}

func (c *choice) lead() string {
	verb := "leads"
	if len(c.doc.Rivals) == 0 {
		verb = "is the only candidate"
	}
	return fmt.Sprintf("%s %s (%s)", c.doc.Name, verb, scored(&c.candidates[0]))
}

// undecided names the candidates that the leader is tied with, and those that it cannot be
// told apart from.
func (c *choice) undecided() string {
	var open []string
	for i := range c.doc.Rivals {
		if r := &c.doc.Rivals[i]; !r.Behind() && !r.Tied {
			open = append(open, leads(r))
		}
	}
	text, join := c.lead(), "but it"
	if tied := tiedWith(c.doc.Name, c.doc.Rivals); tied != "" {
		text, join = fmt.Sprintf("%s (%s)", tied, scored(&c.candidates[0])), "and "+c.doc.Name
	}
	if len(open) == 0 {
		return text
	}
	return fmt.Sprintf("%s, %s cannot be told apart from %s", text, join, listed(open))
}

// tiedWith says that a contestant is tied with rivals: "a and b are tied"; "" if it is
// tied with none.
func tiedWith(name string, rivals []Rival) string {
	names := []string{name}
	for i := range rivals {
		if rivals[i].Tied {
			names = append(names, rivals[i].Name)
		}
	}
	if len(names) == 1 {
		return ""
	}
	return listed(names) + " are tied"
}

// leads describes a comparison: "b (+4.0 points [−1.2, +9.2] over 100 direct pairs)".
func leads(r *Rival) string {
	if r.Pairs == 0 {
		return r.Name + " (no common pairs)"
	}
	pairs := "common pair"
	if r.Met {
		pairs = "direct pair"
	}
	return fmt.Sprintf("%s (%s over %s)", r.Name, stats.InPoints(float64(r.Lead), r.CI95), number.Of(r.Pairs, pairs))
}

// scored describes a standing: "it scored 61.5 % [57.0, 65.7] over 100 pairs".
func scored(s *arena.Standing) string {
	if !s.PairScore.Defined() {
		return fmt.Sprintf("%s in %s, without a complete pair", number.Of(s.Wins, "win"), number.Of(s.Games, "match"))
	}
	return "pair score " + share(s.PairScore, s.PairScoreCI95) + " over " + number.Of(s.Pentanomial.Pairs(), "pair")
}

func share(v stats.Float, ci stats.Interval) string {
	return stats.Percent(float64(v), ci)
}

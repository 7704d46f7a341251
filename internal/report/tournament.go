package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Tournament writes a tournament's results: who leads, and the standings by rank. With
// Form.Details it adds what the contestants did, each pairing, the cross table, and the
// win rates by side and length.
func Tournament(out io.Writer, t arena.Outcome, lead recommend.Lead, f Form) error {
	r := t.Results
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, r)
	case f.CSV == ByContestant:
		return printStandingsCSV(out, r)
	case f.CSV == ByPairing:
		return printPairingsCSV(out, r)
	}
	p := newPage(f)
	p.paragraph(lead.Sentence)
	if f.Details {
		p.table(standings(r))
		printDetails(p, r)
	} else {
		p.summary(standings(r))
		if r.Test != nil && len(r.Pairings) > 1 {
			p.summary(verdicts(r))
		}
	}
	for _, line := range warnings(r) {
		p.line(line)
	}
	if f.Details {
		for _, line := range details(r, t.Replays) {
			p.line(line)
		}
	}
	p.line(settings(r))
	if !f.Details && !f.Markdown {
		p.line("--details adds what each contestant did, every pairing, and win rates by side and length")
	}
	return p.writeTo(out)
}

// printDetails writes the tables below the standings.
func printDetails(p *page, r arena.Results) {
	p.table(behaviour(r))
	p.table(pairings(r))
	if p.narrow() {
		p.table(tallParts(r))
		return
	}
	if len(r.Contestants) > 2 {
		p.table(cross(r))
	}
	p.table(parts(r))
}

// called returns a contestant's name, marked if it has collapsed or was withdrawn.
func called(c arena.Standing) string {
	name := c.Name
	if c.Collapsed {
		name += " COLLAPSED"
	}
	if c.Withdrawn != nil {
		name += " WITHDRAWN"
	}
	return name
}

// standings lists the contestants by rank, the most important columns first.
func standings(r arena.Results) *sheet {
	s := newSheet("contestant", "pairs", "pair score [95 %]", "Elo [95 %]", "win rate [95 %]", "skills/min", "W-L-D", "voids")
	all := recommend.Ranked(r)
	digits := len(strconv.Itoa(len(all)))
	for i, c := range all {
		rank := fmt.Sprintf("%*d.", digits, i+1)
		if c.Withdrawn != nil {
			rank = strings.Repeat(" ", digits) + "–"
		}
		score := "no pairs"
		if c.PairScore.Defined() {
			score = stats.Percent(float64(c.PairScore), c.PairScoreCI95)
		}
		s.add(rank+" "+called(c), c.Pentanomial.Pairs(), score, elo(c.Elo, c.EloCI95, c.EloBiased),
			rate(c.Wins, c.Games, c.WinRateCI95), fmt.Sprintf("%.1f", c.SkillsPerMinute), record(c.Score), c.Voids)
	}
	return s
}

// verdicts lists the sequential tests.
func verdicts(r arena.Results) *sheet {
	s := newSheet("test", "verdict", "LLR", "pairs", "pair score [95 %]", "Elo [95 %]")
	for _, x := range r.Pairings {
		s.add(x.A+" against "+x.B, x.SPRT.Verdict, fmt.Sprintf("%.2f", float64(x.SPRT.LLR)), x.Pentanomial.Pairs(), pairScore(x), elo(x.Elo, x.EloCI95, x.EloBiased))
	}
	return s
}

func behaviour(r arena.Results) *sheet {
	s := newSheet("contestant", fmt.Sprintf("skills/min (pro: %.2f)", arena.ProSkillsPerMinute), "no_action",
		"chosen", "masked", "sent", "accepted", "hit", "faults", "µs p50/p99")
	for _, c := range r.Contestants {
		l, took := c.Ledger, ""
		if c.DecisionUS.P50 > 0 {
			took = fmt.Sprintf("%.0f/%.0f", c.DecisionUS.P50, c.DecisionUS.P99)
		}
		s.add(called(c), fmt.Sprintf("%.1f", c.SkillsPerMinute), fmt.Sprintf("%.2f %% of %d", 100*c.NoActionShare, l.Decisions),
			l.Chosen, l.Masked, l.Sent, l.Accepted, l.Hit, l.Faults, took)
	}
	return s
}

func pairings(r arena.Results) *sheet {
	header := []string{"pairing", "W-L-D", "pairs", "LL", "LD", "DD+WL", "WD", "WW", "pair score [95 %]", "interval", "Elo [95 %]", "LOS", "voids"}
	if r.Test != nil {
		header = append(header, "LLR", "verdict")
	}
	s := newSheet(header...)
	for _, x := range r.Pairings {
		n, los := x.Pentanomial, ""
		if x.LOS.Defined() {
			los = fmt.Sprintf("%.1f %%", 100*float64(x.LOS))
		}
		row := []any{x.A + " against " + x.B, fmt.Sprintf("%d-%d-%d", x.Wins, x.Losses, x.Draws),
			n.Pairs(), n[0], n[1], n[2], n[3], n[4], pairScore(x), x.ScoreMethod, elo(x.Elo, x.EloCI95, x.EloBiased), los, x.Voids}
		if r.Test != nil {
			row = append(row, fmt.Sprintf("%.2f", float64(x.SPRT.LLR)), x.SPRT.Verdict)
		}
		s.add(row...)
	}
	return s
}

// pairScore formats the score of a pairing, if it has finished a pair.
func pairScore(x arena.PairingResult) string {
	if x.Pentanomial.Pairs() == 0 {
		return "no pairs"
	}
	return stats.Percent(float64(x.Score), x.ScoreCI95)
}

// cross returns the cross table: the row's pair score against the column, and the
// number of pairs.
func cross(r arena.Results) *sheet {
	at := map[[2]string]string{}
	for _, x := range r.Pairings {
		n := x.Pentanomial.Pairs()
		if n == 0 {
			continue
		}
		at[[2]string{x.A, x.B}] = fmt.Sprintf("%s of %d", stats.Percent(float64(x.Score), x.ScoreCI95), n)
		back := x.ScoreCI95.Complement()
		at[[2]string{x.B, x.A}] = fmt.Sprintf("%s of %d", stats.Percent(1-float64(x.Score), back), n)
	}
	header := []string{"pair score of, against"}
	for _, c := range r.Contestants {
		header = append(header, c.Name)
	}
	s := newSheet(header...)
	for _, row := range r.Contestants {
		cells := []any{row.Name}
		for _, column := range r.Contestants {
			cells = append(cells, at[[2]string{row.Name, column.Name}])
		}
		s.add(cells...)
	}
	return s
}

// parts returns the win rates by side and by the length of the match.
func parts(r arena.Results) *sheet {
	header := []string{"win rate [95 %]"}
	for _, x := range r.Contestants[0].Slices {
		switch x.By {
		case "side":
			header = append(header, "on the "+x.Is)
		case "length":
			header = append(header, x.Is)
		}
	}
	s := newSheet(header...)
	for _, c := range r.Contestants {
		cells := []any{c.Name}
		for _, x := range c.Slices {
			if x.By != "opponent" {
				cells = append(cells, rate(x.Wins, x.Games(), x.WinRateCI95))
			}
		}
		s.add(cells...)
	}
	return s
}

// tallParts returns the same win rates as parts, one per row.
func tallParts(r arena.Results) *sheet {
	s := newSheet("contestant", "part", "win rate [95 %]")
	for _, c := range r.Contestants {
		for _, x := range c.Slices {
			if x.By != "opponent" {
				s.add(c.Name, x.By+": "+x.Is, rate(x.Wins, x.Games(), x.WinRateCI95))
			}
		}
	}
	return s
}

func record(s arena.Score) string { return fmt.Sprintf("%d-%d-%d", s.Wins, s.Losses, s.Draws) }

package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/stats"
)

// printResults writes a tournament's tables and notes within a width.
func printResults(out io.Writer, r arena.Results, replays arena.ReplaySize, width int) error {
	var all strings.Builder
	for _, s := range sheets(r, width < narrow) {
		fmt.Fprintln(&all, s.render(width))
	}
	for _, line := range notes(r, replays) {
		for wrapped := range strings.Lines(text.WrapSoft(plain.Text(line), width)) {
			fmt.Fprintln(&all, strings.TrimRight(wrapped, " \n"))
		}
	}
	_, err := io.WriteString(out, all.String())
	return err
}

// printMarkdown writes a tournament's tables and notes in Markdown.
func printMarkdown(out io.Writer, r arena.Results, replays arena.ReplaySize) error {
	var all strings.Builder
	for _, s := range sheets(r, false) {
		fmt.Fprintf(&all, "%s\n\n", s.markdown())
	}
	for _, line := range notes(r, replays) {
		printLine(&all, "- "+line)
	}
	_, err := io.WriteString(out, all.String())
	return err
}

// narrow is the width below which some tables have rows instead of columns.
const narrow = 100

// sheets returns the tables of results. If tall, columns that another table has too
// are omitted.
func sheets(r arena.Results, tall bool) []*sheet {
	all := []*sheet{standings(r, tall), behaviour(r), pairings(r)}
	if tall {
		return append(all, tallParts(r))
	}
	if len(r.Contestants) > 2 {
		all = append(all, cross(r))
	}
	return append(all, parts(r))
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

func standings(r arena.Results, tall bool) *sheet {
	s := newSheet("contestant", "games", "W-L-D", "win rate [95 %]", "pair score [95 %]", "Elo [95 %]", "voids", "points")
	for _, c := range r.Contestants {
		score := "no pairs"
		if c.PairScore.Defined() {
			score = formatRate(float64(c.PairScore), c.PairScoreCI95)
		}
		s.add(called(c), c.Games, record(c.Score), rate(c.Wins, c.Games, c.WinRateCI95), score, elo(c.Elo, c.EloCI95, c.EloBiased),
			c.Voids, strconv.FormatFloat(float64(c.Wins)+float64(c.Draws)/2, 'f', -1, 64))
	}
	if tall {
		s.drop("points")
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
	header := []string{"pairing", "W-L-D", "pairs", "LL", "LD", "DD+WL", "WD", "WW", "pair score [95 %]", "Elo [95 %]", "LOS", "voids"}
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
			n.Pairs(), n[0], n[1], n[2], n[3], n[4], pairScore(x), elo(x.Elo, x.EloCI95, x.EloBiased), los, x.Voids}
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
	return starred(x.Score, x.ScoreCI95, x.ScoreMethod)
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
		at[[2]string{x.A, x.B}] = fmt.Sprintf("%s of %d", formatRate(float64(x.Score), x.ScoreCI95), n)
		back := stats.Interval{Lo: 1 - x.ScoreCI95.Hi, Hi: 1 - x.ScoreCI95.Lo}
		at[[2]string{x.B, x.A}] = fmt.Sprintf("%s of %d", formatRate(1-float64(x.Score), back), n)
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

package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/rating"
)

// printResults shows a tournament to a person.
func printResults(out io.Writer, r arena.Results) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"contestant", "win rate [95 %]", "W-L-D", "Elo [95 %]", "skills/min", "no_action", "chosen→masked→sent→accepted→hit", "µs p50/p99"})
	for _, c := range r.Contestants {
		name := c.Name
		if c.Collapsed {
			name += " COLLAPSED"
		}
		if c.Voids > 0 {
			name += fmt.Sprintf(" (%d void)", c.Voids)
		}
		l := c.Ledger
		speed := ""
		if c.DecisionUS.P50 > 0 {
			speed = fmt.Sprintf("%.0f/%.0f", c.DecisionUS.P50, c.DecisionUS.P99)
		}
		t.AppendRow(table.Row{
			name, rate(c.Wins, c.Games, c.WinRateCI95), fmt.Sprintf("%d-%d-%d", c.Wins, c.Losses, c.Draws),
			formatElo(float64(c.Elo), c.EloCI95),
			fmt.Sprintf("%.1f", c.SkillsPerMinute), fmt.Sprintf("%.2f %%", 100*c.NoActionShare),
			fmt.Sprintf("%d→%d→%d→%d→%d", l.Chosen, l.Masked, l.Sent, l.Accepted, l.Hit), speed,
		})
	}
	t.SetColumnConfigs(rightAligned(2, 8))
	fmt.Fprintln(out, t.Render())

	p := table.NewWriter()
	p.SetStyle(table.StyleLight)
	p.AppendHeader(table.Row{"pairing", "pairs LL LD DD+WL WD WW", "W-L-D", "pair score [95 %]", "Elo [95 %]"})
	for _, x := range r.Pairings {
		n := x.Pentanomial
		p.AppendRow(table.Row{
			x.A + " against " + x.B, fmt.Sprintf("%d: %d %d %d %d %d", n.Pairs(), n[0], n[1], n[2], n[3], n[4]),
			fmt.Sprintf("%d-%d-%d", x.Wins, x.Losses, x.Draws),
			formatRate(float64(x.Score), x.ScoreCI95),
			formatElo(float64(x.Elo), x.EloCI95),
		})
	}
	p.SetColumnConfigs(rightAligned(2, 5))
	fmt.Fprintln(out, p.Render())

	if s := r.SideAdvantage; s != nil {
		fmt.Fprintf(out, "left minus right: %+.3f [%+.3f, %+.3f] points a leg over %d pairs\n", s.Advantage, s.CI95.Lo, s.CI95.Hi, s.Pairs)
	}
	fmt.Fprintf(out, "seed %d, %d pairs each, delay %d ticks (%d ms), rules %d\n", r.Seed, r.Pairs, r.DelayTicks, r.DelayTicks*1000/60, r.RulesVersion)
	for _, c := range r.Contestants {
		if c.ModelSHA256 != "" {
			fmt.Fprintf(out, "%s: sha256 %.12s, %s\n", c.Name, c.ModelSHA256, c.Decoder)
		}
	}
	return nil
}

// rate is a share that is never printed alone.
func rate(wins, games int, ci rating.Interval) string {
	if games == 0 {
		return "no games"
	}
	return fmt.Sprintf("%d/%d = %s", wins, games, formatRate(float64(wins)/float64(games), ci))
}

// rightAligned aligns the columns from first to last, counted from 1.
func rightAligned(first, last int) []table.ColumnConfig {
	var columns []table.ColumnConfig
	for i := first; i <= last; i++ {
		columns = append(columns, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return columns
}

package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// printResults shows a tournament to a person: who wins, how each behaved, and
// what each pairing came to.
func printResults(out io.Writer, r arena.Results) error {
	standings := newTable("contestant", "games", "W-L-D", "points", "win rate [95 %]", "Elo [95 %]")
	behaviour := newTable("contestant", "skills/min", "no_action", "chosen", "masked", "sent", "accepted", "hit", "µs p50", "µs p99")
	for _, c := range r.Contestants {
		name := c.Name
		if c.Collapsed {
			name += " COLLAPSED"
		}
		if c.Voids > 0 {
			name += fmt.Sprintf(" (%d void)", c.Voids)
		}
		standings.AppendRow(table.Row{
			name, c.Games, fmt.Sprintf("%d-%d-%d", c.Wins, c.Losses, c.Draws),
			strconv.FormatFloat(float64(c.Wins)+float64(c.Draws)/2, 'f', -1, 64),
			rate(c.Wins, c.Games, c.WinRateCI95), elo(c.Elo, c.EloCI95),
		})
		if c.Ledger.Faults > 0 {
			name += fmt.Sprintf(" (%d faults)", c.Ledger.Faults)
		}
		l := c.Ledger
		row := table.Row{name, fmt.Sprintf("%.1f", c.SkillsPerMinute), fmt.Sprintf("%.2f %%", 100*c.NoActionShare),
			l.Chosen, l.Masked, l.Sent, l.Accepted, l.Hit, "", ""}
		if c.DecisionUS.P50 > 0 {
			row[8], row[9] = fmt.Sprintf("%.0f", c.DecisionUS.P50), fmt.Sprintf("%.0f", c.DecisionUS.P99)
		}
		behaviour.AppendRow(row)
	}
	pairings := newTable("pairing", "W-L-D", "pairs", "LL", "LD", "DD+WL", "WD", "WW", "pair score [95 %]", "Elo [95 %]")
	wilson := false
	for _, x := range r.Pairings {
		n, score := x.Pentanomial, "no pairs"
		if n.Pairs() > 0 {
			score = formatRate(float64(x.Score), x.ScoreCI95)
			if x.ScoreMethod == rating.MethodWilson {
				score, wilson = score+" *", true
			}
		}
		name := x.A + " against " + x.B
		if x.Voids > 0 {
			name += fmt.Sprintf(" (%d void)", x.Voids)
		}
		pairings.AppendRow(table.Row{
			name, fmt.Sprintf("%d-%d-%d", x.Wins, x.Losses, x.Draws),
			n.Pairs(), n[0], n[1], n[2], n[3], n[4], score, elo(x.Elo, x.EloCI95),
		})
	}
	for _, t := range []table.Writer{standings, behaviour, pairings} {
		fmt.Fprintln(out, t.Render())
	}
	if wilson {
		fmt.Fprintln(out, "* Wilson's interval: fewer than 10 pairs, or every pair scored the same")
	}
	if s := r.SideAdvantage; s != nil {
		fmt.Fprintf(out, "left minus right: %+.3f [%+.3f, %+.3f] points a leg over %d pairs\n", s.Advantage, s.CI95.Lo, s.CI95.Hi, s.Pairs)
	}
	fmt.Fprintf(out, "seed %d, %d pairs each, %d s a match, delay %d ticks (%d ms), rules %d\n",
		r.Seed, r.Pairs, r.Rules.MatchTicks/sim.TickRate, r.DelayTicks, r.DelayTicks*1000/sim.TickRate, r.RulesVersion)
	if cost := r.Rules.WrongPressCost; cost > 0 {
		fmt.Fprintf(out, "a wrong press costs %d of %d health\n", cost, r.Rules.Health)
	}
	for _, c := range r.Contestants {
		if c.ModelSHA256 != "" {
			fmt.Fprintf(out, "%s: sha256 %.12s, %s\n", c.Name, c.ModelSHA256, c.Decoder)
		}
		if c.Ledger.Faults > 0 {
			fmt.Fprintln(out, faults(c.Name, c.Ledger))
		}
	}
	return nil
}

// faults says how many decisions came to nothing, and why.
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

// newTable is a table with a header; all columns but the first hold numbers.
func newTable(header ...any) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(header)
	t.SetColumnConfigs(rightAligned(2, len(header)))
	return t
}

// rate is a share that is never printed alone.
func rate(wins, games int, ci rating.Interval) string {
	if games == 0 {
		return "no games"
	}
	return fmt.Sprintf("%d/%d = %s", wins, games, formatRate(float64(wins)/float64(games), ci))
}

// elo is a rating, or nothing where there is none.
func elo(value rating.Float, ci rating.Interval) string {
	if !value.Defined() {
		return ""
	}
	return formatElo(float64(value), ci)
}

// rightAligned aligns the columns from first to last, counted from 1.
func rightAligned(first, last int) []table.ColumnConfig {
	var columns []table.ColumnConfig
	for i := first; i <= last; i++ {
		columns = append(columns, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return columns
}

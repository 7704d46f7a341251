package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// Swept writes a sweep or a map.
func Swept(out io.Writer, s sweep.Swept, f Form) error {
	if s.Map != nil {
		return Map(out, s.Map, f)
	}
	return Sweep(out, s.Sweep, f)
}

// DrawSwept writes a sweep or a map as SVG.
func DrawSwept(out io.Writer, s sweep.Swept) error {
	if s.Map != nil {
		return DrawMap(out, s.Map)
	}
	return DrawSweep(out, s.Sweep)
}

// Map writes a sweep over two settings: the best cell in words, the pair scores, and what
// each cell gains over the contestant as given.
func Map(out io.Writer, m *sweep.Map, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, m)
	case f.CSV != "":
		return printMapCSV(out, m)
	}
	p := newPage(f)
	p.paragraph(mapFinding(m))
	p.heading("Pair score [95 %]")
	p.table(mapTable(m, func(c sweep.Cell) string { return scoreOf(c.Played) }))
	p.heading("Gain in points over the contestant as it is [95 %]")
	p.table(mapTable(m, gainOf))
	if text := paces(m); text != "" {
		p.line("decisions per second of the game: " + text)
	}
	for _, line := range mishapNotes(m.Results) {
		p.line(line)
	}
	who := m.Contestant
	if m.ModelSHA256 != "" {
		who += " (" + m.Describe(m.ModelSHA256) + ")"
	}
	p.line(schedule(who, m.Opponents, m.Pairs, m.Complete(), m.Seed) + "cell")
	return p.writeTo(out)
}

// mapTable has a row for each value of the first setting.
func mapTable(m *sweep.Map, text func(sweep.Cell) string) *sheet {
	header := []string{m.Rows.Setting + " \\ " + m.Columns.Setting}
	for _, v := range m.Columns.Values {
		header = append(header, valueOf(m.Columns.Setting, v))
	}
	t := newWords(header...)
	for r, v := range m.Rows.Values {
		row := []any{valueOf(m.Rows.Setting, v)}
		for _, c := range m.Cells[r] {
			row = append(row, text(c))
		}
		t.add(row...)
	}
	return t
}

// paces lists the decisions per second of each period. It is "" without periods, and for a
// script, whose decisions are not counted.
func paces(m *sweep.Map) string {
	var all []string
	add := func(period float64, c sweep.Cell) {
		if c.DecisionsPerSecond.Defined() {
			all = append(all, fmt.Sprintf("%.0f with period %g", float64(c.DecisionsPerSecond), period))
		}
	}
	switch "period" {
	case m.Rows.Setting:
		for r, v := range m.Rows.Values {
			add(v, m.Cells[r][0])
		}
	case m.Columns.Setting:
		for k, v := range m.Columns.Values {
			add(v, m.Cells[0][k])
		}
	}
	return strings.Join(all, ", ")
}

// valueOf formats a value of a setting, in milliseconds too if it is in ticks.
func valueOf(setting string, v float64) string {
	if setting == "delay" || setting == "period" {
		return fmt.Sprintf("%g (%.0f ms)", v, v*1000/sim.TickRate)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func scoreOf(p sweep.Played) string {
	if !p.Score.Defined() {
		return "no pairs"
	}
	return stats.Percent(float64(p.Score), p.ScoreCI95)
}

func gainOf(c sweep.Cell) string {
	if !c.Gain.Defined() {
		return "–"
	}
	return stats.Points(float64(c.Gain), c.GainCI95)
}

// mapFinding describes the best cell and the contestant as it is.
func mapFinding(m *sweep.Map) string {
	r, k, ok := m.Best()
	if !ok {
		return "No cell has finished a pair."
	}
	best := m.Cells[r][k]
	text := fmt.Sprintf("Best: %s %s and %s %s, with a pair score of %s", m.Rows.Setting, valueOf(m.Rows.Setting, m.Rows.Values[r]),
		m.Columns.Setting, valueOf(m.Columns.Setting, m.Columns.Values[k]), scoreOf(best.Played))
	if best.Gain.Defined() {
		text += ", " + gainOf(best) + " points over the contestant as it is"
	}
	return text + fmt.Sprintf(". As it is: %s. The best of %d cells is chosen after the fact, so its score is too high.", scoreOf(m.AsItIs.Played), len(m.Cells)*len(m.Cells[0]))
}

// DrawMap writes a map's pair scores as SVG.
func DrawMap(out io.Writer, m *sweep.Map) error {
	file, _ := bot.Split(m.Contestant)
	h := chart.Heat{
		Title: fmt.Sprintf("pair score of %s against %s, in percent: %d pairs each, seed %d", file, strings.Join(m.Opponents, ", "), m.Pairs, m.Seed),
		Rows:  axisName(m.Rows.Setting), Columns: axisName(m.Columns.Setting),
	}
	for _, v := range m.Columns.Values {
		h.ColumnNames = append(h.ColumnNames, strconv.FormatFloat(v, 'g', -1, 64))
	}
	low, high := 1.0, 0.0
	for _, row := range m.Cells {
		for _, c := range row {
			if v := float64(c.Score); c.Score.Defined() {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for r, row := range m.Cells {
		h.RowNames = append(h.RowNames, strconv.FormatFloat(m.Rows.Values[r], 'g', -1, 64))
		var cells []chart.Cell
		for _, c := range row {
			cell := chart.Cell{Text: "–"}
			if c.Score.Defined() {
				cell = chart.Cell{Text: fmt.Sprintf("%.1f", 100*float64(c.Score)), Share: 0.05 + 0.9*(float64(c.Score)-low)/max(high-low, 1e-9)}
			}
			cells = append(cells, cell)
		}
		h.Cells = append(h.Cells, cells)
	}
	return chart.DrawHeat(out, h)
}

func axisName(setting string) string {
	switch setting {
	case "delay":
		return "delay from a frame to its press, in ticks of 1/60 s"
	case "period":
		return "decision period, in ticks"
	}
	return setting
}

// printMapCSV writes one line for each cell.
func printMapCSV(out io.Writer, m *sweep.Map) error {
	w := csv.NewWriter(out)
	w.Write([]string{plain.Cell(m.Rows.Setting), plain.Cell(m.Columns.Setting), "games", "wins", "losses", "draws", "voids", "pairs", "score", "score_lo", "score_hi",
		"gain", "gain_lo", "gain_hi", "decisions_per_second", "skills_per_minute", "collapsed"}) // the writer remembers the first error
	for r, row := range m.Cells {
		for k, c := range row {
			line := cells(strconv.FormatFloat(m.Rows.Values[r], 'g', -1, 64), strconv.FormatFloat(m.Columns.Values[k], 'g', -1, 64))
			line = append(line, integers(c.Games, c.Wins, c.Losses, c.Draws, c.Voids, c.Pentanomial.Pairs())...)
			line = append(line, estimate(c.Score, c.ScoreCI95)...)
			line = append(line, estimate(c.Gain, c.GainCI95)...)
			w.Write(append(line, decimal(c.DecisionsPerSecond, 3), number(c.SkillsPerMinute), strconv.FormatBool(c.Collapsed)))
		}
	}
	w.Flush()
	return w.Error()
}

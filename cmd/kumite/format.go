package main

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/policy/stats"
)

// formatRate writes a rate with its interval: 61.5 % [57.0, 65.7].
func formatRate(rate float64, ci stats.Interval) string {
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*rate, 100*ci.Lo, 100*ci.Hi)
}

// formatElo writes a rating with its interval: +55.6 [+28.3, +83.6].
func formatElo(value float64, ci stats.Interval) string {
	return fmt.Sprintf("%+.1f [%+.1f, %+.1f]", value, ci.Lo, ci.Hi)
}

// decimal writes a number, or a dash where it is not defined.
func decimal(v stats.Float, digits int) string {
	if !v.Defined() {
		return "–"
	}
	return fmt.Sprintf("%.*f", digits, float64(v))
}

func signed(v stats.Float, digits int) string {
	if !v.Defined() {
		return "–"
	}
	return fmt.Sprintf("%+.*f", digits, float64(v))
}

func percent(v stats.Float) string {
	if !v.Defined() {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", 100*float64(v))
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

// rightAligned aligns the columns from first to last, counted from 1.
func rightAligned(first, last int) []table.ColumnConfig {
	var columns []table.ColumnConfig
	for i := first; i <= last; i++ {
		columns = append(columns, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return columns
}

package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/policy/rating"
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

// wilsonNote says what a star beside an interval means.
const wilsonNote = "* Wilson's interval: fewer than 10 pairs, or every pair scored the same"

// starred is a pair score with its interval, and a star where that is Wilson's.
func starred(v stats.Float, ci stats.Interval, method rating.Method) string {
	text := formatRate(float64(v), ci)
	if method == rating.MethodWilson {
		text += " *"
	}
	return text
}

// elo is a rating, or nothing where there is none.
func elo(value stats.Float, ci stats.Interval, biased bool) string {
	switch {
	case !value.Defined():
		return ""
	case biased:
		return formatElo(float64(value), ci) + " biased"
	}
	return formatElo(float64(value), ci)
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

// rate is a share that is never printed alone.
func rate(wins, games int, ci stats.Interval) string {
	if games == 0 {
		return "no games"
	}
	return fmt.Sprintf("%d/%d = %s", wins, games, formatRate(float64(wins)/float64(games), ci))
}

// number is a value as CSV has it: empty where it is not defined.
func number[T ~float64](v T) string {
	if math.IsNaN(float64(v)) {
		return ""
	}
	return strconv.FormatFloat(float64(v), 'g', -1, 64)
}

// estimate is a value with its interval, three fields.
func estimate[T ~float64](v T, ci stats.Interval) []string {
	if math.IsNaN(float64(v)) {
		return []string{"", "", ""}
	}
	return []string{number(v), number(ci.Lo), number(ci.Hi)}
}

func integers(values ...int) []string {
	fields := make([]string, len(values))
	for i, v := range values {
		fields[i] = strconv.Itoa(v)
	}
	return fields
}

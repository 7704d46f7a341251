package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/internal/plain"
)

// sheet is a table that can be rendered at different widths. Its first column names
// the rows; the others hold numbers.
type sheet struct {
	header []string
	rows   [][]string
}

func newSheet(header ...string) *sheet { return &sheet{header: safeNames(header)} }

func (s *sheet) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = plain.Text(fmt.Sprint(c))
	}
	s.rows = append(s.rows, row)
}

// drop removes the column with a header.
func (s *sheet) drop(header string) {
	i := slices.Index(s.header, header)
	s.header = slices.Delete(s.header, i, i+1)
	for r := range s.rows {
		s.rows[r] = slices.Delete(s.rows[r], i, i+1)
	}
}

// longestName returns the width at which the first column is wrapped.
func longestName(width int) int {
	if width < narrow {
		return 18
	}
	return 28
}

// render renders the sheet within a width. Columns that do not fit are moved to
// further tables below, which repeat the names of the rows.
func (s *sheet) render(width int) string {
	const border = 3 // of a column, and 1 at the end
	widths := make([]int, len(s.header))
	for i, h := range s.header {
		widths[i] = text.StringWidth(h)
		for _, row := range s.rows {
			widths[i] = max(widths[i], text.StringWidth(row[i]))
		}
	}
	widths[0] = min(widths[0], longestName(width))
	var parts []string
	for next := 1; next < len(s.header); {
		columns, used := []int{0}, 1+border+widths[0]
		for ; next < len(s.header) && (len(columns) == 1 || used+border+widths[next] <= width); next++ {
			columns = append(columns, next)
			used += border + widths[next]
		}
		parts = append(parts, s.part(columns, longestName(width)).Render())
	}
	return strings.Join(parts, "\n")
}

// markdown renders the sheet in Markdown, without a limit on the width.
func (s *sheet) markdown() string {
	all := make([]int, len(s.header))
	for i := range all {
		all[i] = i
	}
	return s.part(all, math.MaxInt).RenderMarkdown()
}

// part returns a table of some of the columns; names longer than longest are wrapped.
func (s *sheet) part(columns []int, longest int) table.Writer {
	pick := func(cells []string) (row table.Row) {
		for _, c := range columns {
			row = append(row, cells[c])
		}
		return row
	}
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(pick(s.header))
	for _, row := range s.rows {
		t.AppendRow(pick(row))
	}
	t.SetColumnConfigs(append(rightAligned(2, len(columns)), table.ColumnConfig{Number: 1, WidthMax: longest, WidthMaxEnforcer: text.WrapSoft}))
	return t
}

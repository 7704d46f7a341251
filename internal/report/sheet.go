package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/internal/plain"
)

// narrow is the width below which some tables have rows instead of columns.
const narrow = 100

// sheet is a table that can be rendered at different widths. Its first column names
// the rows; the others hold numbers.
type sheet struct {
	header []string
	rows   [][]string // nil for a line between rows
	names  bool       // the first column holds names of any length
	left   bool       // the other columns hold words, too
}

// newSheet returns a table whose first column holds names of contestants, which are
// wrapped so that more columns fit.
func newSheet(header ...string) *sheet { return &sheet{header: safeNames(header), names: true} }

// newWords returns a table whose first column holds words of this package.
func newWords(header ...string) *sheet { return &sheet{header: safeNames(header)} }

// add appends a row; missing cells at its end are empty.
func (s *sheet) add(cells ...any) {
	row := make([]string, max(len(cells), len(s.header)))
	for i, c := range cells {
		row[i] = plain.Text(fmt.Sprint(c))
	}
	s.rows = append(s.rows, row)
}

// separate draws a line below the last row.
func (s *sheet) separate() { s.rows = append(s.rows, nil) }

// longest returns the width at which the first column is wrapped.
func (s *sheet) longest(width int) int {
	switch {
	case !s.names:
		return width / 2
	case width < narrow:
		return 18
	}
	return 28
}

const border = 3 // of a column, in columns of the terminal, and 1 more at the end

// widths returns the width of each column.
func (s *sheet) widths(width int) []int {
	all := make([]int, len(s.header))
	for i, h := range s.header {
		all[i] = text.StringWidth(h)
		for _, row := range s.rows {
			if row != nil {
				all[i] = max(all[i], text.StringWidth(row[i]))
			}
		}
	}
	all[0] = min(all[0], s.longest(width))
	return all
}

// fitting returns the sheet with the columns that fit a width, at least two.
func (s *sheet) fitting(width int) *sheet {
	widths := s.widths(width)
	n, used := 1, 1+border+widths[0]
	for ; n < len(s.header) && (n == 1 || used+border+widths[n] <= width); n++ {
		used += border + widths[n]
	}
	cut := &sheet{header: s.header[:n], names: s.names, left: s.left}
	for _, row := range s.rows {
		cut.rows = append(cut.rows, row[:min(n, len(row))])
	}
	return cut
}

// render renders the sheet within a width. Columns that do not fit are moved to
// further tables below, which repeat the names of the rows.
func (s *sheet) render(width int) string {
	widths := s.widths(width)
	var parts []string
	for next := 1; next < len(s.header); {
		columns, used := []int{0}, 1+border+widths[0]
		for ; next < len(s.header) && (len(columns) == 1 || used+border+widths[next] <= width); next++ {
			columns = append(columns, next)
			used += border + widths[next]
		}
		parts = append(parts, s.part(columns, widths[0], width-1-2*border-widths[0]).Render())
	}
	return strings.Join(parts, "\n")
}

// markdown renders the sheet in Markdown, without a limit on the width.
func (s *sheet) markdown() string {
	all := make([]int, len(s.header))
	for i := range all {
		all[i] = i
	}
	return s.part(all, math.MaxInt, math.MaxInt).RenderMarkdown()
}

// part returns a table of some of the columns. Cells of the first that are wider than
// first are wrapped, those of the others above other.
func (s *sheet) part(columns []int, first, other int) table.Writer {
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
		if row == nil {
			t.AppendSeparator()
		} else {
			t.AppendRow(pick(row))
		}
	}
	align := text.AlignRight
	if s.left {
		align = text.AlignLeft
	}
	configs := []table.ColumnConfig{{Number: 1, WidthMax: first, WidthMaxEnforcer: text.WrapSoft}}
	for i := range columns[1:] {
		configs = append(configs, table.ColumnConfig{Number: i + 2, Align: align, AlignHeader: align, WidthMax: other, WidthMaxEnforcer: text.WrapSoft})
	}
	t.SetColumnConfigs(configs)
	return t
}

package report

import (
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// safeTable is a table whose cells are safe to show.
type safeTable struct{ table.Writer }

// AppendRow implements table.Writer.
func (t safeTable) AppendRow(row table.Row, configs ...table.RowConfig) {
	t.Writer.AppendRow(safe(row), configs...)
}

// newTable returns a table with a header; all columns but the first hold numbers.
func newTable(header ...any) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(safe(header))
	t.SetColumnConfigs(rightAligned(2, len(header)))
	return safeTable{t}
}

// rightAligned aligns the columns from first to last, counted from 1.
func rightAligned(first, last int) []table.ColumnConfig {
	var columns []table.ColumnConfig
	for i := first; i <= last; i++ {
		columns = append(columns, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return columns
}

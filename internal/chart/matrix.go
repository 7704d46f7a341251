package chart

import (
	"errors"
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Matrix is a table of counts, Counts[row][column], e.g. a confusion matrix
// with the truth in rows.
type Matrix struct {
	Title, Rows, Columns  string // of the picture and its axes
	RowNames, ColumnNames []string
	Counts                [][]int
}

// DrawMatrix draws every cell with its count, coloured by its share of the row.
func DrawMatrix(w io.Writer, m Matrix) error {
	h := Heat{Title: m.Title, Rows: m.Rows, Columns: m.Columns, RowNames: m.RowNames, ColumnNames: m.ColumnNames}
	for _, row := range m.Counts {
		sum := 0
		for _, n := range row {
			sum += n
		}
		var cells []Cell
		for _, n := range row {
			share := 0.0
			if sum > 0 {
				share = float64(n) / float64(sum)
			}
			cells = append(cells, Cell{fmt.Sprint(n), share})
		}
		h.Cells = append(h.Cells, cells)
	}
	return DrawHeat(w, h)
}

// Heat is a table of cells, Cells[row][column].
type Heat struct {
	Title, Rows, Columns  string // of the picture and its axes
	RowNames, ColumnNames []string
	Cells                 [][]Cell
}

// Cell is a cell with its text and its colour, from white at 0 to blue at 1.
type Cell struct {
	Text  string
	Share float64
}

// DrawHeat draws every cell with its text.
func DrawHeat(w io.Writer, h Heat) error {
	if len(h.Cells) == 0 || len(h.Cells) != len(h.RowNames) {
		return errors.New("draw table: want one name per row and at least one row")
	}
	for _, row := range h.Cells {
		if len(row) == 0 || len(row) != len(h.ColumnNames) {
			return errors.New("draw table: want one name per column and at least one column")
		}
	}
	p := plot.New()
	style(p, h.Title, h.Columns, h.Rows)
	last := len(h.Cells) - 1
	for r, row := range h.Cells {
		for c, cell := range row {
			if err := addCell(p, float64(c), float64(last-r), cell); err != nil {
				return err
			}
		}
	}
	p.X.Tick.Marker = names(h.ColumnNames, false)
	p.Y.Tick.Marker = names(h.RowNames, true)
	p.X.Min, p.X.Max = -0.5, float64(len(h.ColumnNames))-0.5
	p.Y.Min, p.Y.Max = -0.5, float64(last)+0.5
	p.X.Padding, p.Y.Padding = 0, 0
	return write(w, p, vg.Length(2+0.8*float64(len(h.ColumnNames)))*vg.Inch, vg.Length(1.2+0.45*float64(len(h.RowNames)))*vg.Inch)
}

func addCell(p *plot.Plot, x, y float64, cell Cell) error {
	square, err := plotter.NewPolygon(plotter.XYs{{X: x - .5, Y: y - .5}, {X: x + .5, Y: y - .5}, {X: x + .5, Y: y + .5}, {X: x - .5, Y: y + .5}})
	if err != nil {
		return err
	}
	square.Color = mix(cell.Share)
	square.LineStyle.Color, square.LineStyle.Width = color.White, vg.Points(1)
	p.Add(square)
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{cell.Text}})
	if err != nil {
		return err
	}
	l.TextStyle[0].XAlign, l.TextStyle[0].YAlign = -0.5, -0.4
	l.TextStyle[0].Color = black
	if cell.Share > 0.55 {
		l.TextStyle[0].Color = color.White
	}
	sans(&l.TextStyle[0].Font, 9)
	p.Add(l)
	return nil
}

// mix returns a colour between white at 0 and blue at 1.
func mix(share float64) color.NRGBA {
	at := func(c uint8) uint8 { return uint8(255 - share*(255-float64(c)) + 0.5) }
	return color.NRGBA{at(blue.R), at(blue.G), at(blue.B), 0xff}
}

func names(words []string, upwards bool) plot.ConstantTicks {
	var t plot.ConstantTicks
	for i, word := range words {
		at := i
		if upwards {
			at = len(words) - 1 - i
		}
		t = append(t, plot.Tick{Value: float64(at), Label: word})
	}
	return t
}

// Package chart draws the charts of kumite's reports as SVG: curves with interval
// bands, scatter plots with error bars, and matrices. It draws with gonum/plot and
// fixes sizes, colours and fonts.
//
// The same input produces identical bytes. The caller provides titles, which
// should state n and the seed. The palette is Okabe and Ito's, which most
// colour-blind people can distinguish.
package chart

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/kumite/kumite/internal/plain"
)

// The size of a chart.
const (
	width  = 8 * vg.Inch
	height = 5 * vg.Inch
)

// Okabe and Ito, "Color Universal Design", 2008.
var (
	black   = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	grey    = color.NRGBA{0x88, 0x88, 0x88, 0xff}
	faint   = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff}
	blue    = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	palette = []color.NRGBA{
		blue,
		{0xd5, 0x5e, 0x00, 0xff}, // vermillion
		{0x00, 0x9e, 0x73, 0xff}, // bluish green
		{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
		{0xe6, 0x9f, 0x00, 0xff}, // orange
		{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	}
)

func ink(series int) color.NRGBA { return palette[series%len(palette)] }

// Point is a value with its interval. Low and High are NaN, or both zero, if there
// is none. Label is written beside the point.
type Point struct {
	X, Y, Low, High float64
	Label           string
}

// bounded reports whether the point has an interval.
func (p Point) bounded() bool {
	return !math.IsNaN(p.Low) && !math.IsNaN(p.High) && (p.Low != 0 || p.High != 0)
}

// drawn reports whether the point can be drawn.
func (p Point) drawn() bool {
	return !math.IsNaN(p.X) && !math.IsInf(p.X, 0) && !math.IsNaN(p.Y) && !math.IsInf(p.Y, 0)
}

// Series is a named list of points, ordered by X except in a scatter plot.
type Series struct {
	Name   string
	Points []Point
}

// Mark is a reference line with a label.
type Mark struct {
	At       float64
	Vertical bool // at x = At, else at y = At
	Label    string
}

// Chart is the input of Lines and Scatter. A range whose ends are equal is computed
// from the points.
type Chart struct {
	Title, X, Y string
	Series      []Series
	Marks       []Mark
	XRange      [2]float64
	YRange      [2]float64
	LogY        bool   // logarithmic; all Y must be above 0
	LegendLeft  bool   // the legend is at the top left, not at the top right
	XTicks      []Tick // replace the computed ones; those beyond the range are not drawn
}

// Tick is a labelled place of an axis.
type Tick struct {
	At    float64
	Label string
}

var errNothing = errors.New("draw chart: no finite point")

func (c *Chart) new() (*plot.Plot, error) {
	n := 0
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.drawn() {
				n++
			}
		}
	}
	if n == 0 {
		return nil, errNothing
	}
	p := plot.New()
	style(p, c.Title, c.X, c.Y)
	if c.LogY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	if c.LegendLeft {
		p.Legend.Left, p.Legend.XOffs = true, -p.Legend.XOffs
	}
	if c.XTicks != nil {
		var ticks plot.ConstantTicks
		for _, t := range c.XTicks {
			ticks = append(ticks, plot.Tick{Value: t.At, Label: t.Label})
		}
		p.X.Tick.Marker = ticks
	}
	return p, nil
}

func style(p *plot.Plot, title, x, y string) {
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Color = black
	sans(&p.Title.TextStyle.Font, 13)
	p.Title.Padding = vg.Points(8)
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Color, a.Tick.Label.Color = black, black
		a.Color, a.Tick.Color = grey, grey
		sans(&a.Label.TextStyle.Font, 11)
		sans(&a.Tick.Label.Font, 10)
		a.Label.Padding = vg.Points(4)
	}
	p.Legend.Top, p.Legend.XOffs, p.Legend.YOffs = true, -vg.Points(6), -vg.Points(4)
	p.Legend.Padding = vg.Points(4)
	sans(&p.Legend.TextStyle.Font, 10)
}

// legendName adds trailing spaces to a name. Widths are computed for Liberation
// Sans; viewers without it substitute a wider font.
func legendName(name string) string {
	return name + strings.Repeat(" ", 2+len([]rune(name))/3)
}

func sans(f *font.Font, size float64) {
	f.Variant, f.Size = "Sans", vg.Points(size)
}

// write renders the plot on a white background with a margin.
func write(w io.Writer, p *plot.Plot, width, height vg.Length) error {
	c := vgsvg.New(width, height)
	p.BackgroundColor = nil
	page := draw.New(c)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	p.Draw(draw.Crop(page, vg.Points(8), -vg.Points(18), vg.Points(8), -vg.Points(8)))
	var svg bytes.Buffer
	if _, err := c.WriteTo(&svg); err != nil {
		return fmt.Errorf("write chart: %w", err)
	}
	// Fallbacks of similar width for systems without Liberation Sans.
	text := strings.ReplaceAll(plain.Lines(svg.String()), "font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;")
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write chart: %w", err)
	}
	return nil
}

package chart

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter draws each series as points, with error bars along Y where the points
// have intervals, and with their labels.
func Scatter(w io.Writer, c Chart) error {
	p, err := c.new()
	if err != nil {
		return err
	}
	grid(p)
	for i, s := range c.Series {
		if err := addPoints(p, s, i); err != nil {
			return err
		}
	}
	if err := c.finish(p); err != nil {
		return err
	}
	return write(w, p, width, height)
}

// errorBars is points with the extent of their intervals below and above.
type errorBars struct {
	plotter.XYs
	plotter.YErrors
}

func addPoints(p *plot.Plot, s Series, i int) error {
	var at plotter.XYs
	var words []string
	var bars errorBars
	for _, pt := range s.Points {
		if !pt.drawn() {
			continue
		}
		xy := plotter.XY{X: pt.X, Y: pt.Y}
		at, words = append(at, xy), append(words, pt.Label)
		if pt.bounded() {
			bars.XYs = append(bars.XYs, xy)
			bars.YErrors = append(bars.YErrors, struct{ Low, High float64 }{pt.Low - pt.Y, pt.High - pt.Y})
		}
	}
	if len(at) == 0 {
		return nil
	}
	if len(bars.XYs) > 0 {
		b, err := plotter.NewYErrorBars(bars)
		if err != nil {
			return err
		}
		b.Color, b.Width, b.CapWidth = grey, vg.Points(0.8), vg.Points(4)
		p.Add(b)
	}
	dots, err := plotter.NewScatter(at)
	if err != nil {
		return err
	}
	dots.Color, dots.Radius, dots.Shape = ink(i), vg.Points(3), draw.CircleGlyph{}
	p.Add(dots)
	if s.Name != "" {
		p.Legend.Add(legendName(s.Name), dots)
	}
	return addLabels(p, at, words)
}

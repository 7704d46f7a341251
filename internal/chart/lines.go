package chart

import (
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Lines draws each series as a curve through its points, with a band if the points
// have intervals, and the points' labels.
func Lines(w io.Writer, c Chart) error {
	p, err := c.new()
	if err != nil {
		return err
	}
	grid(p)
	for i, s := range c.Series {
		if err := addCurve(p, s, i, len(c.Series) > 1 || s.Name != ""); err != nil {
			return err
		}
	}
	if err := c.finish(p); err != nil {
		return err
	}
	return write(w, p, width, height)
}

func grid(p *plot.Plot) {
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = faint, faint
	p.Add(g)
}

func addCurve(p *plot.Plot, s Series, i int, named bool) error {
	var line, high, low plotter.XYs
	for _, pt := range s.Points {
		if !pt.drawn() {
			continue
		}
		line = append(line, plotter.XY{X: pt.X, Y: pt.Y})
		if pt.bounded() {
			high = append(high, plotter.XY{X: pt.X, Y: pt.High})
			low = append(low, plotter.XY{X: pt.X, Y: pt.Low})
		}
	}
	if len(line) == 0 {
		return nil
	}
	if len(high) > 1 {
		for j := len(low) - 1; j >= 0; j-- {
			high = append(high, low[j])
		}
		band, err := plotter.NewPolygon(high)
		if err != nil {
			return err
		}
		fill := ink(i)
		fill.A = 0x33
		band.Color, band.LineStyle.Width = fill, 0
		p.Add(band)
	}
	curve, dots, err := plotter.NewLinePoints(line)
	if err != nil {
		return err
	}
	curve.Color, curve.Width = ink(i), vg.Points(1.6)
	dots.Color, dots.Radius, dots.Shape = ink(i), vg.Points(2), draw.CircleGlyph{}
	p.Add(curve, dots)
	if named {
		p.Legend.Add(legendName(s.Name), curve)
	}
	return labelPoints(p, s.Points)
}

// labelPoints writes the labels of points that have one.
func labelPoints(p *plot.Plot, points []Point) error {
	var at plotter.XYs
	var words []string
	for _, pt := range points {
		if pt.Label != "" && pt.drawn() {
			at, words = append(at, plotter.XY{X: pt.X, Y: pt.Y}), append(words, pt.Label)
		}
	}
	if len(at) == 0 {
		return nil
	}
	return addLabels(p, at, words)
}

// finish adds the marks and fixes the ranges.
func (c *Chart) finish(p *plot.Plot) error {
	if c.XRange[0] != c.XRange[1] {
		p.X.Min, p.X.Max = c.XRange[0], c.XRange[1]
	}
	if c.YRange[0] != c.YRange[1] {
		p.Y.Min, p.Y.Max = c.YRange[0], c.YRange[1]
	}
	widen(&p.X.Min, &p.X.Max)
	widen(&p.Y.Min, &p.Y.Max)
	for _, m := range c.Marks {
		ends := plotter.XYs{{X: p.X.Min, Y: m.At}, {X: p.X.Max, Y: m.At}}
		at := ends[0]
		if m.Vertical {
			ends = plotter.XYs{{X: m.At, Y: p.Y.Min}, {X: m.At, Y: p.Y.Max}}
			at = ends[0] // legends are at the top
		}
		line, err := plotter.NewLine(ends)
		if err != nil {
			return err
		}
		line.Color, line.Width, line.Dashes = grey, vg.Points(1), []vg.Length{vg.Points(4), vg.Points(3)}
		p.Add(line)
		if err := addLabels(p, plotter.XYs{at}, []string{m.Label}); err != nil {
			return err
		}
	}
	return nil
}

// widen widens an empty range.
func widen(low, high *float64) {
	if *low == *high {
		*low, *high = *low-0.5, *high+0.5
	}
}

// addLabels writes words beside points, on their right.
func addLabels(p *plot.Plot, at plotter.XYs, words []string) error {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: at, Labels: words})
	if err != nil {
		return err
	}
	l.Offset.X, l.Offset.Y = vg.Points(4), vg.Points(3)
	for i := range l.TextStyle {
		l.TextStyle[i].Color = black
		sans(&l.TextStyle[i].Font, 9)
	}
	p.Add(l)
	return nil
}

package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"testing"
)

var curve = Chart{
	Title: "win rate against delay, n = 200 a point, seed 1", X: "delay, ms", Y: "win rate",
	Series: []Series{
		{Name: "pro-ce", Points: []Point{{X: 0, Y: .9, Low: .85, High: .94}, {X: 50, Y: .86, Low: .8, High: .9}, {X: 100, Y: .4, Low: .33, High: .47}}},
		{Name: "pro-tiny", Points: []Point{{X: 0, Y: .7, Low: math.NaN(), High: math.NaN()}, {X: 50, Y: math.NaN()}, {X: 100, Y: .2}}},
	},
	Marks:  []Mark{{At: .5, Label: "even"}, {At: 75, Vertical: true, Label: "the knee"}},
	YRange: [2]float64{0, 1},
}

var confusion = Matrix{
	Title: "confusion", Rows: "truth", Columns: "predicted",
	RowNames: []string{"no_action", "poke"}, ColumnNames: []string{"no_action", "poke"},
	Counts: [][]int{{970, 12}, {5, 13}},
}

// drawings draws one chart of each kind.
var drawings = map[string]func(io.Writer) error{
	"lines":   func(w io.Writer) error { return Lines(w, curve) },
	"scatter": func(w io.Writer) error { return Scatter(w, curve) },
	"matrix":  func(w io.Writer) error { return DrawMatrix(w, confusion) },
	"latency": func(w io.Writer) error { return Lines(w, latency) },
}

// latency has a logarithmic axis and its own ticks.
var latency = Chart{
	X: "percentile", Y: "µs", LogY: true, LegendLeft: true, XTicks: []Tick{{At: 0, Label: "min"}, {At: 1, Label: "p90"}, {At: 9, Label: "far away"}},
	Series: []Series{{Name: "hot", Points: []Point{{X: 0, Y: 30}, {X: 1, Y: 300}, {X: 2, Y: 30_000}}}},
}

func TestDrawingsAreReproducibleValidXML(t *testing.T) {
	for name, draw := range drawings {
		var first, second bytes.Buffer
		if err := errors.Join(draw(&first), draw(&second)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: two drawings of one input differ", name)
		}
		d := xml.NewDecoder(&first)
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: invalid XML: %v", name, err)
			}
		}
	}
}

func TestDrawingsContainTheirTextsAndNumbers(t *testing.T) {
	for name, want := range map[string][]string{
		"lines":   {curve.Title, "delay, ms", "pro-ce", "pro-tiny", "the knee", "even"},
		"scatter": {curve.Title, "win rate", "pro-ce"},
		"latency": {"µs", "hot", "min", "p90", "100", "1000", "10000"},
		"matrix":  {"confusion", "truth", "predicted", "no_action", "970", "12", "13"},
	} {
		var out bytes.Buffer
		if err := drawings[name](&out); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !regexp.MustCompile(">" + regexp.QuoteMeta(w) + " *<").Match(out.Bytes()) { // legend names have trailing spaces
				t.Errorf("%s does not contain the text %q", name, w)
			}
		}
	}
}

// The legend is at the top, on the right or on the left.
func TestTheLabelOfAVerticalMarkIsClearOfTheLegend(t *testing.T) {
	var out bytes.Buffer
	if err := Lines(&out, curve); err != nil {
		t.Fatal(err)
	}
	y := func(words string) float64 {
		m := regexp.MustCompile(`<text x="[^"]*" y="(-?[0-9.]+)"[^>]*>` + words).FindSubmatch(out.Bytes())
		if m == nil {
			t.Fatalf("no text %q with a place: %s", words, out.Bytes())
		}
		v, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		return math.Abs(v)
	}
	knee, first, second := y("the knee"), y("pro-ce"), y("pro-tiny")
	if math.Abs(knee-first) < 50 || math.Abs(knee-second) < 50 {
		t.Errorf("the label is at %v, the legend's lines are at %v and %v", knee, first, second)
	}
}

func TestChartsWithoutDataAreErrors(t *testing.T) {
	if err := Lines(io.Discard, Chart{Series: []Series{{Points: []Point{{X: 1, Y: math.NaN()}}}}}); !errors.Is(err, errNothing) {
		t.Errorf("only a NaN point: got %v, want %v", err, errNothing)
	}
	if err := DrawMatrix(io.Discard, Matrix{RowNames: []string{"a"}, ColumnNames: []string{"a", "b"}, Counts: [][]int{{1}}}); err == nil {
		t.Error("a matrix with fewer columns than names: no error")
	}
}

func TestAFailingWriterIsAnError(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	if err := Lines(w, curve); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want %v", err, io.ErrClosedPipe)
	}
}

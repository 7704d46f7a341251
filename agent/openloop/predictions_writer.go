package openloop

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/offline"
)

// predictionsWriter writes the table that EvaluatePredictions reads.
type predictionsWriter struct {
	classes []string
	out     *csv.Writer
	begun   bool
}

// newPredictionsWriter returns a writer of tables with these classes.
func newPredictionsWriter(w io.Writer, classes []string) *predictionsWriter {
	return &predictionsWriter{classes: classes, out: csv.NewWriter(w)}
}

// Write appends one recording. Scores are written with full precision.
func (w *predictionsWriter) Write(r offline.Recording) error {
	if !w.begun {
		heading := []string{"recording", "frame", "truth", "predicted"}
		if r.Available != nil {
			heading = append(heading, "available")
		}
		for _, c := range w.classes {
			heading = append(heading, scoreColumn+plain.Text(c))
		}
		w.out.Write(heading) // a csv.Writer keeps its first error
		w.begun = true
	}
	var row []string
	for f, truth := range r.Truth {
		row = append(row[:0], plain.Cell(r.Name), strconv.Itoa(f), plain.Cell(w.classes[truth]), plain.Cell(w.classes[r.Predicted[f]]))
		if r.Available != nil {
			some := ""
			if r.Available[f] {
				some = "some"
			}
			row = append(row, some)
		}
		for _, z := range r.Scores[f*len(w.classes) : (f+1)*len(w.classes)] {
			row = append(row, strconv.FormatFloat(float64(z), 'g', -1, 32))
		}
		w.out.Write(row)
	}
	w.out.Flush()
	return w.out.Error()
}

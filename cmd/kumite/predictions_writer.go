package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"

	"github.com/kumite/kumite/policy/offline"
)

// predictionsWriter writes the table that predictions reads.
type predictionsWriter struct {
	path    string
	classes []string
	file    *os.File
	out     *csv.Writer
	begun   bool
}

func createPredictions(path string, classes []string) (*predictionsWriter, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("write predictions: %w", err)
	}
	return &predictionsWriter{path: path, classes: classes, file: file, out: csv.NewWriter(file)}, nil
}

// write appends one recording. Scores are written with all their digits.
func (w *predictionsWriter) write(r offline.Recording) error {
	if !w.begun {
		heading := []string{"recording", "frame", "truth", "predicted"}
		if r.Available != nil {
			heading = append(heading, "available")
		}
		for _, c := range w.classes {
			heading = append(heading, scoreColumn+c)
		}
		w.out.Write(heading) // a csv.Writer keeps its first error
		w.begun = true
	}
	var row []string
	for f, truth := range r.Truth {
		row = append(row[:0], r.Name, strconv.Itoa(f), w.classes[truth], w.classes[r.Predicted[f]])
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
	if err := w.out.Error(); err != nil {
		return fmt.Errorf("write predictions %s: %w", w.path, err)
	}
	return nil
}

func (w *predictionsWriter) close() error {
	if err := w.file.Close(); err != nil {
		return fmt.Errorf("write predictions: %w", err)
	}
	return nil
}

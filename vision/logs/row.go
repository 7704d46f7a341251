package logs

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/safefile"
)

// Row says what the expert did after one frame.
type Row struct {
	Frame     int      // of the recording's video, from 0
	Tick      int64    // the game's time when the frame was seen
	Action    string   // a class name
	Label     int      // the action's index in Header.Classes
	Available []string // the skills that could have been used; nil where the log does not say
	Expert    string   // what an expert asked for the right action answered; "" where the log does not say
}

// readRows reads a recording's table whole and checks every row. Lines are
// counted as an editor counts them, with the heading as line 1.
func readRows(dir, name string, classes []string) ([]Row, error) {
	path := filepath.Join(dir, name)
	file, err := safefile.OpenIn(dir, name, safefile.Table)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w; record it again or take it out of %s", path, errors.Unwrap(err), FileName)
	}
	defer file.Close() // read only
	in, err := csvfile.NewReader(file)
	if err == io.EOF {
		return nil, fmt.Errorf("read %s: the file is empty; want a heading frame,tick,action[,available]", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	column, err := columns(in)
	if err != nil {
		return nil, fmt.Errorf("read %s: line 1: %w", path, err)
	}
	labels := make(map[string]int, len(classes))
	for i, c := range classes {
		labels[c] = i
	}
	var rows []Row
	for {
		record, line, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		row, err := parseRow(record, column, labels, classes)
		if err == nil && row.Frame != len(rows) {
			err = fmt.Errorf("frame is %d; want %d: one row per video frame, in order", row.Frame, len(rows))
		}
		if err == nil && len(rows) > 0 && row.Tick <= rows[len(rows)-1].Tick {
			err = fmt.Errorf("tick is %d after %d; want them to rise", row.Tick, rows[len(rows)-1].Tick)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: line %d: %w", path, line, err)
		}
		if len(rows) == safefile.Table.Items {
			return nil, fmt.Errorf("read %s: line %d: %s has at most %d rows; split the recording", path, line, safefile.Table.What, len(rows))
		}
		rows = append(rows, row)
	}
}

// columns finds the columns by name; available and expert are -1 where there are none.
func columns(in *csvfile.Reader) (map[string]int, error) {
	column := map[string]int{}
	for _, name := range []string{"frame", "tick", "action", "available", "expert"} {
		i, err := in.Column(name)
		if err != nil {
			return nil, err
		}
		if i < 0 && name != "available" && name != "expert" {
			return nil, fmt.Errorf("column %q is missing among %s; want frame,tick,action[,available], as docs/formats.md describes", name, strings.Join(in.Heading, ", "))
		}
		column[name] = i
	}
	return column, nil
}

func parseRow(record []string, column map[string]int, labels map[string]int, classes []string) (Row, error) {
	var row Row
	text := func(name string) string { return strings.TrimSpace(record[column[name]]) }
	frame, err := strconv.Atoi(text("frame"))
	if err != nil {
		return row, fmt.Errorf("frame %q is not a whole number", text("frame"))
	}
	tick, err := strconv.ParseInt(text("tick"), 10, 64)
	if err != nil {
		return row, fmt.Errorf("tick %q is not a whole number", text("tick"))
	}
	action := text("action")
	label, ok := labels[action]
	if !ok {
		return row, fmt.Errorf("action %q is not a class of these logs; want one of %s", action, strings.Join(classes, ", "))
	}
	row = Row{Frame: frame, Tick: tick, Action: classes[label], Label: label}
	if column["expert"] >= 0 {
		answer, ok := labels[text("expert")]
		if !ok {
			return row, fmt.Errorf("expert %q is not a class of these logs; want one of %s", text("expert"), strings.Join(classes, ", "))
		}
		row.Expert = classes[answer]
	}
	if column["available"] < 0 {
		return row, nil
	}
	row.Available = []string{}
	if all := text("available"); all != "" {
		for name := range strings.SplitSeq(all, "|") {
			i, ok := labels[strings.TrimSpace(name)]
			if !ok {
				return row, fmt.Errorf("available skill %q is not a class of these logs; want some of %s", name, strings.Join(classes, ", "))
			}
			row.Available = append(row.Available, classes[i])
		}
	}
	return row, nil
}

// checkRow reports whether a row may be written.
func checkRow(row Row, classes []string) error {
	if !slices.Contains(classes, row.Action) {
		return fmt.Errorf("action %q is not a class of these logs; want one of %s", row.Action, strings.Join(classes, ", "))
	}
	if row.Expert != "" && !slices.Contains(classes, row.Expert) {
		return fmt.Errorf("expert %q is not a class of these logs; want one of %s", row.Expert, strings.Join(classes, ", "))
	}
	for _, name := range row.Available {
		if !slices.Contains(classes, name) {
			return fmt.Errorf("available skill %q is not a class of these logs", name)
		}
	}
	return nil
}

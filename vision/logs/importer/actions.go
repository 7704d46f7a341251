package importer

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// press is when an action begins, and ends if that is known: times in milliseconds, or
// frames.
type press struct {
	action     string
	ms, endMS  float64 // endMS is ms or later
	frame, end int     // frame is −1 where ms counts; end is frame or later
	interval   bool    // the end is stated
}

// track is the presses of one table.
type track struct {
	presses []press
	sampled bool // the table also has rows that press nothing
}

type moment struct {
	name, end string
	unit      float64
}

// clock says how a time such as 1:23.5 is written in this column.
func (m moment) clock(text string) string {
	switch {
	case !strings.Contains(text, ":"):
		return ""
	case m.unit == 1000:
		return "; write 1:23.5 as 83.5 seconds"
	case m.unit == 1:
		return "; write 1:23.5 as 83500 milliseconds"
	}
	return "; write times into a column time, as seconds"
}

// moments are the columns that say when, by what one unit is in milliseconds; 0
// stands for frames of the video.
var moments = []moment{
	{"time", "", 1000}, {"time_s", "", 1000}, {"time_ms", "", 1}, {"frame", "", 0},
	{"start", "end", 1000}, {"start_ms", "end_ms", 1}, {"start_frame", "end_frame", 0},
}

const want = "want action and one of time (seconds), time_ms, frame, start and end (seconds), start_ms and end_ms, start_frame and end_frame, as docs/formats.md describes"

// isColumn reports whether a column of this name is read.
func isColumn(name string) bool {
	return name == "action" || name == "key" || slices.ContainsFunc(moments, func(m moment) bool { return name == m.name || name == m.end && m.end != "" })
}

// released are the words of other programs for a key that is let go, in a column that says
// what happens to the key: elsewhere "up" is a direction.
var (
	happens  = []string{"event", "event_type", "state", "type", "kind", "phase", "status", "edge"}
	released = []string{"up", "keyup", "key_up", "key-up", "key up", "release", "released", "keyrelease", "key_release"}
)

// checkReleased refuses rows of keys that are let go, which would count as presses.
func checkReleased(entries []entry) error {
	for _, e := range entries {
		for _, name := range happens {
			if slices.Contains(released, strings.ToLower(e.cells[name])) {
				return fmt.Errorf("row %d: %s is %q, and each row is a press; leave out the rows of keys that are let go, or write each press with its start and end", e.line, name, e.cells[name])
			}
		}
	}
	return nil
}

// readActions reads the presses of a table. Rows of the null class press nothing.
func readActions(path, null string) (t track, err error) {
	entries, err := readTable(path)
	if err != nil {
		return t, fmt.Errorf("read %s: %w", path, err)
	}
	if len(entries) == 0 {
		return t, fmt.Errorf("read %s: it has no rows; %s", path, want)
	}
	err = checkReleased(entries)
	for _, m := range moments {
		err = cmp.Or(err, m.checkSeparators(entries))
	}
	if err != nil {
		return t, fmt.Errorf("read %s: %w", path, err)
	}
	for _, e := range entries {
		p, err := e.press()
		if err != nil {
			return t, fmt.Errorf("read %s: row %d: %w", path, e.line, err)
		}
		if p.action == null || p.action == "" {
			t.sampled = true
			continue
		}
		t.presses = append(t.presses, p)
	}
	return t, nil
}

// press reads one row.
func (e entry) press() (p press, err error) {
	action, ok := e.cells["action"]
	if !ok {
		action, ok = e.cells["key"]
	}
	if !ok {
		return p, fmt.Errorf("it has no action among %s; %s", e.columns(), want)
	}
	p = press{action: action, frame: -1, end: -1}
	for _, m := range moments {
		text, ok := e.cells[m.name]
		if !ok || text == "" {
			continue
		}
		at, err := decimal(text)
		if err != nil {
			return p, fmt.Errorf("%s %w%s", m.name, err, m.clock(text))
		}
		end := at
		if p.interval = m.end != "" && e.cells[m.end] != ""; p.interval {
			if end, err = decimal(e.cells[m.end]); err != nil {
				return p, fmt.Errorf("%s %w%s", m.end, err, m.clock(e.cells[m.end]))
			}
			if end < at {
				return p, fmt.Errorf("%s is %v, before %s at %v", m.end, end, m.name, at)
			}
		}
		if m.unit > 0 {
			p.ms, p.endMS = at*m.unit, end*m.unit
			return p, nil
		}
		if at != math.Trunc(at) || at < 0 || at > math.MaxInt32 {
			return p, fmt.Errorf("%s %q is not a frame; want a whole number from 0", m.name, text)
		}
		p.frame, p.end = int(at), int(min(end, math.MaxInt32))
		return p, nil
	}
	return p, fmt.Errorf("it does not say when among %s; %s", e.columns(), want)
}

func (e entry) columns() string {
	return strings.Join(slices.Sorted(maps.Keys(e.cells)), ", ")
}

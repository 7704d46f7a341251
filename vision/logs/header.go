package logs

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
)

// Names that the format fixes.
const (
	Schema   = "kumite.logs/1"
	FileName = "logs.json"
	NoAction = "no_action" // the null class where logs.json does not name another
)

// Header is what all recordings of a folder have in common.
type Header struct {
	Schema           string   `json:"schema"`             // Schema
	Game             string   `json:"game"`               // the game and its rules version
	DecisionPeriodMS float64  `json:"decision_period_ms"` // time between two frames, above 0
	Width            int      `json:"width"`              // of a frame, pixels
	Height           int      `json:"height"`
	Classes          []string `json:"classes"` // action names, with the null class; a label is an index into it
	Seed             uint64   `json:"seed"`
	NoAction         string   `json:"no_action,omitempty"` // name of the null class; "" stands for no_action
}

// Null returns the name of the class that presses nothing.
func (h Header) Null() string { return cmp.Or(h.NoAction, NoAction) }

// MaxClasses is the largest number of classes. A confusion matrix has its square.
const MaxClasses = 4096

// NullLabel returns the index of the null class in Classes, -1 if it is not there.
func (h Header) NullLabel() int { return slices.Index(h.Classes, h.Null()) }

// Entry is one recording of a folder. File names are relative to it.
type Entry struct {
	Name    string `json:"name"`
	Video   string `json:"video,omitempty"`   // default: Name.mkv
	Actions string `json:"actions,omitempty"` // default: Name.csv
	Rows    int    `json:"rows,omitempty"`    // checked where it is not 0
	Replay  string `json:"replay,omitempty"`  // the match's replay, where there is one
	Side    string `json:"side,omitempty"`    // "left" or "right": where the expert stood at the start
}

// index is logs.json.
type index struct {
	Header
	Recordings []Entry `json:"recordings"`
}

// Validate reports every bad field with its bound.
func (h Header) Validate() error {
	var wrong []error
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if h.Schema != Schema {
		bad("schema is %q; want %q", h.Schema, Schema)
	}
	if !(h.DecisionPeriodMS > 0 && h.DecisionPeriodMS <= 60_000) {
		bad("decision_period_ms is %v; want above 0, at most 60000", h.DecisionPeriodMS)
	}
	if h.Width < 1 || h.Width > vision.MaxSide {
		bad("width is %d; want 1 to %d", h.Width, vision.MaxSide)
	}
	if h.Height < 1 || h.Height > vision.MaxSide {
		bad("height is %d; want 1 to %d", h.Height, vision.MaxSide)
	}
	if h.NullLabel() < 0 {
		bad("classes lack %q; add it, or set no_action to the name of the class that presses nothing", h.Null())
	}
	if n := len(h.Classes); n < 2 || n > MaxClasses {
		bad("classes hold %s; want 2 to %d", number.Of(n, "name"), MaxClasses)
		return errors.Join(wrong...)
	}
	for i, c := range h.Classes {
		switch {
		case c == "" || strings.ContainsAny(c, "|,\"\r\n"):
			bad("class %d is %q; want a name without |, comma, quote or line break", i, c)
		case slices.Index(h.Classes, c) < i:
			bad("class %q is listed twice", c)
		}
	}
	return errors.Join(wrong...)
}

// readIndex reads logs.json and fills in the default file names.
func readIndex(dir string) (index, error) {
	path := filepath.Join(dir, FileName)
	var x index
	data, err := safefile.ReadIn(dir, FileName, safefile.LogIndex)
	if errors.Is(err, os.ErrNotExist) {
		return x, fmt.Errorf("open logs %s: %s: %w; docs/formats.md describes a log folder, kumite record and kumite logs import write one", dir, FileName, errors.Unwrap(err))
	}
	if err != nil {
		return x, fmt.Errorf("open logs %s: %w", dir, err)
	}
	if err := safefile.LogIndex.CheckLists(data); err != nil {
		return x, fmt.Errorf("read %s: %w; split the logs over several folders", path, err)
	}
	if err := jsonfile.Unmarshal(data, &x); err != nil {
		return x, fmt.Errorf("read %s: %w; fix the JSON, which docs/formats.md describes", path, err)
	}
	if err := x.Validate(); err != nil {
		return x, fmt.Errorf("read %s: %s", path, oneLine(err))
	}
	names := map[string]bool{}
	for i := range x.Recordings {
		e := &x.Recordings[i]
		if e.Name == "" || names[e.Name] {
			return x, fmt.Errorf("read %s: recording %d has the name %q; want one that no other has", path, i, e.Name)
		}
		names[e.Name] = true
		if e.Video == "" {
			e.Video = e.Name + ".mkv"
		}
		if e.Actions == "" {
			e.Actions = e.Name + ".csv"
		}
		if e.Rows < 0 {
			return x, fmt.Errorf("read %s: recording %s has %s; want 0 (unknown) or more", path, e.Name, number.Of(e.Rows, "row"))
		}
		if e.Side != "" && e.Side != "left" && e.Side != "right" {
			return x, fmt.Errorf("read %s: recording %s has the side %q; want left, right or none", path, e.Name, e.Side)
		}
		for _, file := range []string{e.Video, e.Actions} {
			if !filepath.IsLocal(file) {
				return x, fmt.Errorf("read %s: recording %s names the file %q; want one inside the folder", path, e.Name, file)
			}
		}
	}
	return x, nil
}

// oneLine joins what errors.Join put on lines of their own.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

package importer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kumite/kumite/vision/logs"
)

// Config says what is imported, and how.
type Config struct {
	Out     string   // the log folder to write; must hold no recordings
	Videos  []string // paths or patterns, at least one
	Actions []string // paths or patterns; none for the .csv, .jsonl or .json beside each video
	Game    string   // for people, not empty
	// PeriodMS is the time between two rows in milliseconds, at least 1, at most 60000.
	PeriodMS float64
	// OffsetMS is added to the time of every action, in milliseconds.
	OffsetMS float64
	// RepeatMS is the time in milliseconds, at most 1000, within which another row of an action
	// is the same press, of a key that is held; 0 for none.
	RepeatMS float64
	NoAction string // name of the null class; "" for no_action
	// Classes are all class names in order; none for the null class and then the
	// names in the tables, sorted.
	Classes []string
	// Progress, where it is not nil, is called after each recording.
	Progress func(done, total int)
}

// Validate reports every field that is out of bounds.
func (c Config) Validate() error {
	var bad []string
	if c.Out == "" {
		bad = append(bad, "the folder to write is not named")
	}
	if len(c.Videos) == 0 {
		bad = append(bad, "no video is named")
	}
	if c.Game == "" {
		bad = append(bad, "the game's name is empty")
	}
	if !(c.PeriodMS >= 1 && c.PeriodMS <= 60_000) {
		bad = append(bad, fmt.Sprintf("the period is %v ms; want 1 to 60000", c.PeriodMS))
	}
	if !(c.OffsetMS >= -3_600_000 && c.OffsetMS <= 3_600_000) {
		bad = append(bad, fmt.Sprintf("the offset is %v ms; want -3600000 to 3600000", c.OffsetMS))
	}
	if !(c.RepeatMS >= 0 && c.RepeatMS <= 1000) {
		bad = append(bad, fmt.Sprintf("the time within which a held key is repeated is %v ms; want 0 to 1000", c.RepeatMS))
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, "; "))
	}
	return nil
}

// null is the name of the null class.
func (c Config) null() string { return logs.Header{NoAction: c.NoAction}.Null() }

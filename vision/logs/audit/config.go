package audit

import (
	"errors"
	"fmt"
	"strings"
)

// Reach is how far, in frames, labels are moved against what is seen.
const Reach = 10

// Config says how a folder is looked at.
type Config struct {
	// ShowsAfter is how many frames after a label's frame the first one comes that
	// shows the press, 0 to Reach. It is 1 for a game that answers at once, because
	// a frame is drawn before the press that it is labelled with.
	ShowsAfter int
	// ProbeFrames is about how many frames the linear probe sees, at least 1: those
	// of whole recordings, evenly spread. Memory grows with it, by 5 kB a frame.
	ProbeFrames int
	Seed        uint64 // of the probe's chance level
	Workers     int    // recordings read at once, at least 1; does not change the document
	// Progress, where it is not nil, is called after each recording; calls do not
	// overlap.
	Progress func(done, total int)
}

// Default returns the configuration of `kumite logs check` without flags, with one worker.
func Default() Config {
	return Config{ShowsAfter: 1, ProbeFrames: 20000, Seed: 1, Workers: 1}
}

// Validate reports every field that is out of bounds.
func (c Config) Validate() error {
	var bad []string
	if c.Workers < 1 {
		bad = append(bad, fmt.Sprintf("workers is %d; want at least 1", c.Workers))
	}
	if c.ShowsAfter < 0 || c.ShowsAfter > Reach {
		bad = append(bad, fmt.Sprintf("shows-after is %d; want 0 to %d", c.ShowsAfter, Reach))
	}
	if c.ProbeFrames < 1 {
		bad = append(bad, fmt.Sprintf("probe-frames is %d; want at least 1", c.ProbeFrames))
	}
	if len(bad) > 0 {
		return errors.New(strings.Join(bad, "; "))
	}
	return nil
}

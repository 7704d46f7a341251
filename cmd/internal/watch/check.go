package watch

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/raster"
)

// args checks the number of contestants. Without any, the window opens a start screen.
func (o *Options) args(_ *cobra.Command, args []string) error {
	want, what := 2, "two contestants"
	switch {
	case o.Replay != "":
		want, what = 0, "no contestant beside --replay"
	case o.Attract != "":
		want, what = 0, "no contestant beside --attract"
	case o.Source != "":
		want, what = 1, "one model beside --source"
	}
	startScreen := len(args) == 0 && want == 2 && o.Shadow == "" && o.Grid == ""
	if len(args) != want && !startScreen {
		return fmt.Errorf("%d contestants; want %s", len(args), what)
	}
	return nil
}

// defaultCountdown is the number of seconds before a match with these contestants.
func defaultCountdown(contestants []string) int32 {
	if len(contestants) == 0 || slices.Contains(contestants, bot.Human) {
		return 3
	}
	return 0
}

func (o *Options) check() error {
	switch {
	case (o.Width != 0 || o.Height != 0) && (o.Width < raster.Width || o.Height < raster.Height):
		return fmt.Errorf("--width and --height are %d and %d; want at least %d and %d", o.Width, o.Height, raster.Width, raster.Height)
	case o.Replay != "" && o.Source != "":
		return errors.New("--replay and --source exclude each other")
	case (o.Replay != "" || o.Source != "") && (o.Candidates != "" || o.Shadow != "" || o.Record != "" || o.Lockstep):
		return errors.New("--candidates, --shadow, --record and --lockstep are for matches, not for --replay or --source")
	case o.Metrics.Set() && (o.Replay != "" || o.Source != ""):
		return errors.New("--metrics counts matches, not --replay or --source")
	case o.Trace.Set() && (o.Replay != "" || o.Source != "" || o.Attract != "" || o.Lockstep):
		return errors.New("--trace records decisions of matches on the wall clock, not of --replay, --source, --attract or --lockstep")
	case o.Attract != "" && (o.Replay != "" || o.Source != "" || o.Candidates != "" || o.Shadow != "" || o.Record != "" || o.Lockstep || o.Metrics.Set()):
		return errors.New("--attract shows recorded matches; it excludes --replay, --source and the flags of matches")
	case o.Grid != "" && (o.Replay != "" || o.Source != "" || o.Attract != "" || o.OverlayJSON != ""):
		return errors.New("--grid shows matches that are played; it excludes --replay, --source, --attract and --overlay-json")
	case o.OverlayJSON != "" && o.Source != "":
		return errors.New("--overlay-json is for matches and replays, not for --source")
	case o.With != "" && o.Replay == "":
		return errors.New("--with needs --replay; for a match, name a second model with --shadow")
	case o.Side != "left" && o.Side != "right":
		return fmt.Errorf("--side is %q; want left or right", o.Side)
	}
	return o.parseGrid()
}

// mostMatches is the largest number of matches in a grid: each has a digit.
const mostMatches = 9

// gridForm is what --grid is given.
var gridForm = regexp.MustCompile(`^([1-9])x([1-9])$`)

func (o *Options) parseGrid() error {
	if o.Grid == "" {
		return nil
	}
	if m := gridForm.FindStringSubmatch(o.Grid); m != nil {
		o.Columns, o.Rows = int(m[1][0]-'0'), int(m[2][0]-'0')
	}
	if n := o.Columns * o.Rows; n < 2 || n > mostMatches {
		return fmt.Errorf("--grid is %q; want COLUMNSxROWS of 2 to %d matches, e.g. 2x2", o.Grid, mostMatches)
	}
	return nil
}

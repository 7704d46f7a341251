package watch

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// MatchConfig describes the contestants and what is shown beside the match.
type MatchConfig struct {
	Contestants [2]string   // left and right: contestant strings, or bot.Human for a person
	Load        bot.Loader  // of models
	Delay       agent.Delay // from a frame to its press, if neither the contestant nor the file states a delay
	Rules       sim.Rules
	Seed        uint64 // of the first match; the next one has the next seed
	Countdown   int32  // ticks before each match, 0 to 600
	BestOf      int    // matches in a set with a person, odd, 1 to 9; 0 is 3

	Candidates string               // pattern of model files that can replace the first model; "" for none
	Shadow     string               // contestant string of a model that sees the first model's frames and does not act; "" for none
	Record     string               // folder for a replay of each finished match; "" for none
	Feedback   string               // folder of the complaints about moments of matches
	Keys       [2]map[string]string // the keys of each person, by skill and by scene.Walk, Hop and Guard

	// Sample, if not nil, is called once a second of the game with the counts of each model
	// since the start, Counted with each match that counts, and Drifted with each window of
	// a model that has reference statistics. Calls do not overlap.
	Sample  func(place, name, sha256 string, s live.Stats) // place is the side, in a grid with the match; as in Drifted
	Counted func(names, sha256 [2]string, o sim.Outcome)
	Drifted func(place, name, sha256 string, v drift.Verdict)
	Decided func(name, sha256 string, s *live.Snapshot) // if not nil, is called with each decision of a model
	State   func(State)                                 // if not nil, is called every six ticks

	Now     func() time.Time // names the clips and measures the speed of play
	Palette *panel.Palette   // of the panels of clips; nil is panel.FighterColours
	Log     zerolog.Logger   // of replaced models and saved files

	// Of a match in a grid.
	seedStep uint64   // from one match to the next; 0 is 1
	place    string   // before the side in Sample and Drifted
	archive  *archive // that the matches share; nil for the match's own
}

// Validate reports every invalid field with its bound. It opens no file.
func (c MatchConfig) Validate() error {
	var f invalid.Fields
	f.If(c.Countdown < 0 || c.Countdown > 600, "countdown is %d; want 0 to 600 ticks", c.Countdown)
	f.If(c.BestOf < 0 || c.BestOf > mostBestOf || c.BestOf > 0 && c.BestOf%2 == 0, "best of is %d; want an odd number, 1 to %d", c.BestOf, mostBestOf)
	bots, err := c.bots()
	f.Add(err, c.Rules.Validate(), validateDelay(c.Delay), validateClock(c.Now))
	playsModel := bots[0].Path != "" || bots[1].Path != ""
	f.If(c.Load == nil && playsModel, "load: a model plays and there is nothing to load it with")
	if c.Candidates != "" {
		if _, err := filepath.Match(c.Candidates, ""); err != nil {
			f.Add(fmt.Errorf("candidates %q: %w", c.Candidates, err))
		}
		f.If(err == nil && !playsModel, "candidates %q: want a model on one side, whose place they take", c.Candidates)
	}
	if c.Shadow != "" {
		_, shadowErr := parseModel("shadow", c.Shadow)
		f.Add(shadowErr)
		f.If(err == nil && !playsModel, "shadow %s: want a model on one side, to compare it with", c.Shadow)
	}
	return f.Err()
}

// bots returns the contestants that are not persons, by side.
func (c MatchConfig) bots() (bots [2]bot.Contestant, err error) {
	var specs []string
	var sides []int
	for i, spec := range c.Contestants {
		if spec, err = bot.ExpandOne(spec); err != nil {
			return bots, err
		}
		if spec != bot.Human {
			specs, sides = append(specs, spec), append(sides, i)
		}
	}
	all, err := bot.ParseAll(specs)
	for i, x := range all {
		bots[sides[i]] = x
	}
	return bots, err
}

// ReplayConfig describes the replay and the model that decides on it.
type ReplayConfig struct {
	Path  string      // of the replay
	Side  sim.Side    // side whose view is shown and whose decisions are compared
	Model string      // contestant string; "" for none
	Load  bot.Loader  // of the model
	Delay agent.Delay // as in MatchConfig, also for a recorded model
	State func(State) // if not nil, is called at every tick and move

	Feedback string           // folder of the complaints about moments of the match
	Now      func() time.Time // names the clips
	Palette  *panel.Palette   // of the panels of clips; nil is panel.FighterColours
	Log      zerolog.Logger   // of saved files

	// Of several replays, which one follows the other; nil for the replay's own.
	saving  *errgroup.Group
	tagbook *tagbook
}

// Validate reports every invalid field with its bound. It opens no file.
func (c ReplayConfig) Validate() error {
	var f invalid.Fields
	f.If(c.Path == "", "replay: want the path of a file")
	f.If(c.Side != sim.Left && c.Side != sim.Right, "side is %d; want sim.Left or sim.Right", c.Side)
	if c.Model != "" {
		_, err := parseModel("model", c.Model)
		f.Add(err)
		f.If(c.Load == nil, "load: a model decides and there is nothing to load it with")
	}
	f.Add(validateDelay(c.Delay), validateClock(c.Now))
	return f.Err()
}

// FootageConfig describes the footage and the model that decides on it.
type FootageConfig struct {
	Source string           // as cv.OpenCapture takes it
	Model  string           // contestant string
	Setup  bot.Setup        // Eye must be bot.OpenCV
	Delay  agent.Delay      // as in MatchConfig
	Now    func() time.Time // decides when decisions are due; must be the clock by which Source is read
}

// Validate reports every invalid field with its bound. It opens no file.
func (c FootageConfig) Validate() error {
	var f invalid.Fields
	f.If(c.Source == "", "source: want a file, a camera, an address or a pipeline")
	f.If(c.Setup.Eye != bot.OpenCV, "setup: footage is not of the game's size; want the eye bot.OpenCV")
	_, err := parseModel("model", c.Model)
	f.Add(err, validateDelay(c.Delay), validateClock(c.Now))
	return f.Err()
}

func validateClock(now func() time.Time) error {
	if now == nil {
		return errors.New("now: want a clock, such as time.Now")
	}
	return nil
}

func validateDelay(d agent.Delay) error {
	if err := d.Validate(); err != nil {
		return fmt.Errorf("delay: %w", err)
	}
	return nil
}

// parseModel parses the contestant string of a model.
func parseModel(field, spec string) (bot.Contestant, error) {
	spec, err := bot.ExpandOne(spec)
	if err != nil {
		return bot.Contestant{}, fmt.Errorf("%s: %w", field, err)
	}
	c, err := bot.Parse(spec)
	if err == nil && c.Path == "" {
		err = fmt.Errorf("%s %s is not a model; want PATH.onnx", field, spec)
	}
	return c, err
}

// loader returns a function that opens models with their contestant's delay, or
// d if it states none.
func loader(load bot.Loader, d agent.Delay) live.Load {
	return func(c bot.Contestant) (*bot.Model, error) { return load(c, c.Delay.Or(d.Ticks())) }
}

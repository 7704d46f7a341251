package watch

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
)

// MatchConfig says who plays, and what is shown beside it.
type MatchConfig struct {
	Contestants [2]string  // left and right: contestant strings, or bot.Human for a person
	Load        bot.Loader // of models
	DelayTicks  int32      // from a model's frame to its press, where neither its contestant nor its file states one
	Rules       sim.Rules
	Seed        uint64 // of the first match; the next one has the next seed

	Candidates string      // pattern of model files that can take the first model's place; "" for none
	Shadow     string      // contestant string of a model that sees what the first model sees and does not act; "" for none
	Record     string      // folder for a replay of each finished match; "" for none
	Keys       [2][]string // the keys of each person, in a few lines

	Log zerolog.Logger // of models that are exchanged and files that are saved
}

// Validate reports every field that cannot be, each with its bound. It opens no
// file.
func (c MatchConfig) Validate() error {
	var errs []error
	bots, err := c.bots()
	errs = append(errs, err, c.Rules.Validate(), validateDelay(c.DelayTicks))
	playsModel := bots[0].Path != "" || bots[1].Path != ""
	if c.Load == nil && playsModel {
		errs = append(errs, errors.New("load: a model plays and there is nothing to load it with"))
	}
	if c.Candidates != "" {
		if _, err := filepath.Match(c.Candidates, ""); err != nil {
			errs = append(errs, fmt.Errorf("candidates %q: %w", c.Candidates, err))
		}
		if err == nil && !playsModel {
			errs = append(errs, fmt.Errorf("candidates %q: want a model on one side, whose place they take", c.Candidates))
		}
	}
	if c.Shadow != "" {
		_, shadowErr := parseModel("shadow", c.Shadow)
		errs = append(errs, shadowErr)
		if err == nil && !playsModel {
			errs = append(errs, fmt.Errorf("shadow %s: want a model on one side, to compare it with", c.Shadow))
		}
	}
	return errors.Join(errs...)
}

// bots are the contestants that are not persons, by side.
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

// ReplayConfig says which match is shown, and who decides on it again.
type ReplayConfig struct {
	Path       string     // of the replay
	Side       sim.Side   // whose view is shown, and whose decisions the model makes again
	Model      string     // contestant string; "" for none
	Load       bot.Loader // of the model
	DelayTicks int32      // as in MatchConfig, also of the recorded side where it was a model
}

// Validate reports every field that cannot be, each with its bound. It opens no
// file.
func (c ReplayConfig) Validate() error {
	var errs []error
	if c.Path == "" {
		errs = append(errs, errors.New("replay: want the path of a file"))
	}
	if c.Side != sim.Left && c.Side != sim.Right {
		errs = append(errs, fmt.Errorf("side is %d; want sim.Left or sim.Right", c.Side))
	}
	if c.Model != "" {
		_, err := parseModel("model", c.Model)
		errs = append(errs, err)
		if c.Load == nil {
			errs = append(errs, errors.New("load: a model decides and there is nothing to load it with"))
		}
	}
	return errors.Join(append(errs, validateDelay(c.DelayTicks))...)
}

// FootageConfig says what footage is shown, and which model decides on it.
type FootageConfig struct {
	Source     string    // as cv.OpenCapture takes it
	Model      string    // contestant string
	Setup      bot.Setup // Eye must be bot.OpenCV
	DelayTicks int32     // as in MatchConfig
}

// Validate reports every field that cannot be, each with its bound. It opens no
// file.
func (c FootageConfig) Validate() error {
	var errs []error
	if c.Source == "" {
		errs = append(errs, errors.New("source: want a file, a camera, an address or a pipeline"))
	}
	if c.Setup.Eye != bot.OpenCV {
		errs = append(errs, errors.New("setup: footage is not of the game's size; want the eye bot.OpenCV"))
	}
	_, err := parseModel("model", c.Model)
	return errors.Join(append(errs, err, validateDelay(c.DelayTicks))...)
}

func validateDelay(ticks int32) error {
	if err := agent.ValidateDelay(ticks); err != nil {
		return fmt.Errorf("delay: %w", err)
	}
	return nil
}

// parseModel reads the contestant string of a model.
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

// loader opens models with the delay of their contestant, or this one.
func loader(load bot.Loader, delayTicks int32) live.Load {
	return func(c bot.Contestant) (*bot.Model, error) { return load(c, delayOf(c, delayTicks)) }
}

func delayOf(c bot.Contestant, otherwise int32) int32 {
	if c.Delay >= 0 {
		return c.Delay
	}
	return otherwise
}

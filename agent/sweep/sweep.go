package sweep

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/number"
)

// Config describes what is swept, and how it plays.
type Config struct {
	Range       Range
	Contestants []string // the model, then its opponents
	Bar         float64  // the win rate that the knee must reach, in the range Bar

	// Tournament holds the settings of the sweep's tournament. The sweep sets
	// contestants and gauntlet; a sequential test is refused.
	Tournament arena.Tournament
}

// Bar is the range of Config.Bar.
var Bar = number.Range{Min: 0, Max: 1, Above: true, Below: true}

// Validate reports every invalid field.
func (c Config) Validate() error {
	c, err := c.expanded()
	if err == nil {
		_, err = c.tournament()
	}
	return err
}

// expanded replaces patterns of the contestants by their files.
func (c Config) expanded() (Config, error) {
	if len(c.Contestants) == 0 {
		return c, nil
	}
	model, err := bot.ExpandOne(c.Contestants[0])
	if err != nil {
		return c, err
	}
	opponents, err := bot.Expand(c.Contestants[1:])
	c.Contestants = append([]string{model}, opponents...)
	return c, err
}

// tournament returns the sweep's tournament: the contestants are its values, then
// the opponents, which are the gauntlet.
func (c Config) tournament() (arena.Tournament, error) {
	t := c.Tournament
	var errs []error
	if !Bar.Has(c.Bar) {
		errs = append(errs, fmt.Errorf("bar is %v; want a win rate %v", c.Bar, Bar))
	}
	if c.Range.Setting == "delay" && (t.Latency != "" || t.Config.Latency != nil || t.Config.Delay.Stated()) {
		errs = append(errs, errors.New("a sweep of the delay sets the delay; leave out the delay and the latency"))
	}
	if t.Config.Test != nil {
		errs = append(errs, errors.New("a sweep plays all pairs; leave out the sequential test"))
	}
	switch {
	case len(c.Range.Values) == 0:
		return t, errors.Join(append(errs, errors.New("a sweep needs a range of values"))...)
	case len(c.Contestants) < 2:
		return t, errors.Join(append(errs, errors.New("a sweep needs a model and at least one opponent"))...)
	}
	variants, err := c.Range.variants(c.Contestants[0])
	if err != nil {
		return t, errors.Join(append(errs, err)...)
	}
	if t.Config.Contestants, err = bot.ParseAll(append(variants, c.Contestants[1:]...)); err != nil {
		return t, errors.Join(append(errs, err)...)
	}
	t.Config.Gauntlet = nil
	for _, x := range t.Config.Contestants[len(variants):] {
		t.Config.Gauntlet = append(t.Config.Gauntlet, x.Name)
	}
	return t, errors.Join(append(errs, t.Validate())...)
}

// Run plays the legs that are missing in the run's folder, or all legs if dir is "",
// and finds the knee. If the sweep ends before its schedule, the error is an
// *arena.Unfinished and there is no document.
func Run(ctx context.Context, dir string, cfg Config) (*Document, error) {
	cfg, err := cfg.expanded()
	if err != nil {
		return nil, err
	}
	t, err := cfg.tournament()
	if err != nil {
		return nil, err
	}
	out, err := t.Run(ctx, dir)
	if err != nil {
		return nil, err
	}
	return newDocument(cfg, out.Results), nil
}

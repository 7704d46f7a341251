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
	var err error
	if c.Contestants, err = expanded(c.Contestants); err == nil {
		_, err = c.tournament()
	}
	return err
}

// expanded replaces patterns of contestants by their files.
func expanded(contestants []string) ([]string, error) {
	if len(contestants) == 0 {
		return nil, nil
	}
	first, err := bot.ExpandOne(contestants[0])
	if err != nil {
		return nil, err
	}
	opponents, err := bot.Expand(contestants[1:])
	return append([]string{first}, opponents...), err
}

// tournament returns the sweep's tournament: the contestants are its values, then
// the opponents, which are the gauntlet.
func (c Config) tournament() (arena.Tournament, error) {
	var errs []error
	if !Bar.Has(c.Bar) {
		errs = append(errs, fmt.Errorf("bar is %v; want a win rate %v", c.Bar, Bar))
	}
	if len(c.Range.Values) == 0 {
		errs = append(errs, errors.New("a sweep needs a range of values"))
	}
	return gauntlet(c.Tournament, c.Contestants, []Range{c.Range}, c.Range.variants, errs)
}

// gauntlet returns the tournament of the first contestant's variants against the others. errs
// are the errors that were found before.
func gauntlet(t arena.Tournament, contestants []string, ranges []Range, variants func(spec string) ([]string, error), errs []error) (arena.Tournament, error) {
	for _, r := range ranges {
		if r.Setting == "delay" && (t.Latency != "" || t.Config.Latency != nil || t.Config.Delay.Stated()) {
			errs = append(errs, errors.New("a sweep of the delay sets the delay; leave out the delay and the latency"))
		}
	}
	if t.Config.Test != nil {
		errs = append(errs, errors.New("a sweep plays all pairs; leave out the sequential test"))
	}
	if len(contestants) < 2 {
		errs = append(errs, errors.New("a sweep needs a contestant whose setting varies and at least one opponent"))
	}
	var all []string
	if len(contestants) > 1 {
		var err error
		if all, err = variants(contestants[0]); err != nil {
			return t, errors.Join(append(errs, err)...)
		}
	}
	if len(all) == 0 { // the rest of the tournament cannot be judged
		return t, errors.Join(errs...)
	}
	var err error
	if t.Config.Contestants, err = bot.ParseAll(append(all, contestants[1:]...)); err != nil {
		return t, errors.Join(append(errs, err)...)
	}
	t.Config.Gauntlet = nil
	for _, x := range t.Config.Contestants[len(all):] {
		t.Config.Gauntlet = append(t.Config.Gauntlet, x.Name)
	}
	return t, errors.Join(append(errs, t.Validate())...)
}

// Run plays the legs that are missing in the run's folder, or all legs if dir is "",
// and finds the knee. If the sweep ends before its schedule, the error is an
// *arena.Unfinished and there is no document.
func Run(ctx context.Context, dir string, cfg Config) (*Document, error) {
	out, err := play(ctx, dir, &cfg.Contestants, func() (arena.Tournament, error) { return cfg.tournament() })
	if err != nil {
		return nil, err
	}
	return newDocument(cfg, out.Results), nil
}

// play expands the contestants of a config, and plays its tournament.
func play(ctx context.Context, dir string, contestants *[]string, tournament func() (arena.Tournament, error)) (out arena.Outcome, err error) {
	if *contestants, err = expanded(*contestants); err != nil {
		return out, err
	}
	t, err := tournament()
	if err != nil {
		return out, err
	}
	return t.Run(ctx, dir)
}

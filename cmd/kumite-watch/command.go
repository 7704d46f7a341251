package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/cmd/internal/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// options are the flags and what was made of them.
type options struct {
	*watch.Options
	window window.Config
	log    zerolog.Logger
}

func command() *cobra.Command {
	var logger func(*cobra.Command) zerolog.Logger
	cmd := watch.Command(func(cmd *cobra.Command, flags *watch.Options, args []string) (err error) {
		o := options{Options: flags, log: logger(cmd), window: window.Config{
			Width: flags.Width, Height: flags.Height, ExitAfter: flags.ExitAfter, Screenshot: flags.Screenshot,
			Lockstep: flags.Lockstep, Paused: flags.Paused,
		}}
		if o.window.Script, err = window.ParseScript(flags.Script); err != nil {
			return err
		}
		if o.window.Keys, err = o.keymap(); err != nil {
			return err
		}
		switch {
		case flags.Replay != "":
			return o.showReplay(cmd)
		case flags.Source != "":
			return o.showFootage(cmd, args[0])
		}
		return o.showMatch(cmd, args)
	})
	logger = cli.LogLevel(cmd)
	return cmd
}

// keymap reads the file of keys, or the user's own if there is one.
func (o *options) keymap() (window.Keymap, error) {
	path := o.Keys
	if path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return window.Keymap{}, nil // there is no such folder
		}
		path = filepath.Join(dir, "kumite", "keys.toml")
	}
	data, err := os.ReadFile(path)
	if o.Keys == "" && errors.Is(err, os.ErrNotExist) {
		return window.Keymap{}, nil
	}
	if err != nil {
		return window.Keymap{}, fmt.Errorf("key map: %w", err)
	}
	m, err := window.ParseKeymap(string(data))
	if err != nil {
		return m, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func (o *options) showMatch(cmd *cobra.Command, args []string) (err error) {
	load := loads(o.Setup.Loader(), o.Delay)
	seats, err := o.seats(args, load)
	if err != nil {
		return err
	}
	closeSeats := func() error {
		var errs []error
		for _, s := range seats {
			if s != nil {
				errs = append(errs, s.close())
			}
		}
		return errors.Join(errs...)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = o.Seconds * sim.TickRate
	m := newMatch(cmd.Context(), seats, rules, o.Seed, o.log)
	if err = o.equip(m, load); err == nil {
		err = m.restart()
	}
	if err != nil {
		return errors.Join(err, closeSeats())
	}
	o.log.Info().Str("left", seats[0].name).Str("right", seats[1].name).Msg("the window opens")
	report, err := o.open(cmd, m, func(ctx context.Context, group *errgroup.Group) { m.run(ctx, group) })
	s := m.summary(report) // also of what an error has ended
	err = errors.Join(err, m.close())
	return errors.Join(err, printed(cmd.OutOrStdout(), s, o.JSON))
}

// seats seats two contestants.
func (o *options) seats(args []string, load func(bot.Contestant) (*bot.Model, error)) (seats [2]*seat, err error) {
	var specs []string
	for _, a := range args {
		if a != bot.Human {
			specs = append(specs, a)
		}
	}
	bots, err := bot.ParseAll(specs)
	if err != nil {
		return seats, err
	}
	for i, a := range args {
		var c bot.Contestant
		if a != bot.Human {
			c, bots = bots[0], bots[1:]
		}
		if seats[i], err = newSeat(sim.Side(i), c, a == bot.Human, load); err != nil {
			if seats[0] != nil {
				err = errors.Join(err, seats[0].close())
			}
			return seats, err
		}
	}
	return seats, nil
}

// equip gives a match its keys, its folder, its candidates and its shadow.
func (o *options) equip(m *match, load func(bot.Contestant) (*bot.Model, error)) error {
	for i := range m.persons {
		m.persons[i] = o.window.Keys.Describe(i)
	}
	if o.Record != "" {
		var err error
		if m.keeper, err = newKeeper(o.Record); err != nil {
			return err
		}
	}
	side := m.seats[0]
	if side.swapper == nil {
		side = m.seats[1]
	}
	if o.Candidates != "" {
		files, err := filepath.Glob(o.Candidates)
		if err != nil {
			return fmt.Errorf("--candidates %q: %w", o.Candidates, err)
		}
		if len(files) == 0 {
			return fmt.Errorf("--candidates %q names no file", o.Candidates)
		}
		if side.swapper == nil {
			return errors.New("--candidates wants a model on one side")
		}
		if m.candidates, err = bot.ParseAll(files); err != nil {
			return err
		}
		playing := side.swapper.Contestant().Path
		m.candidate = slices.IndexFunc(m.candidates, func(c bot.Contestant) bool { return filepath.Clean(c.Path) == filepath.Clean(playing) })
	}
	if o.Shadow == "" {
		return nil
	}
	if side.swapper == nil {
		return errors.New("--shadow wants a model on one side, to be compared with")
	}
	c, err := bot.Parse(o.Shadow)
	if err != nil {
		return err
	}
	if c.Path == "" {
		return fmt.Errorf("--shadow %s is no model; want PATH.onnx", o.Shadow)
	}
	return side.haunt(c, load)
}

func (o *options) showReplay(cmd *cobra.Command) (err error) {
	me := sim.Left
	if o.Side == "right" {
		me = sim.Right
	}
	r, err := newReplay(cmd.Context(), o.Replay, me)
	if err != nil {
		return err
	}
	beside := func(context.Context, *errgroup.Group) {}
	if o.With != "" {
		c, err := bot.Parse(o.With)
		if err != nil {
			return err
		}
		if c.Path == "" {
			return fmt.Errorf("--with %s is no model; want PATH.onnx", o.With)
		}
		model, err := loads(o.Setup.Loader(), o.Delay)(c)
		if err != nil {
			return err
		}
		r.with, r.classes = c.Name, model.Agent.Decoder().Classes()
		beside = func(ctx context.Context, group *errgroup.Group) {
			group.Go(func() error { return r.rethink(ctx, c, model, o.Delay) })
		}
	}
	_, err = o.open(cmd, r, beside)
	if err := errors.Join(err, printed(cmd.OutOrStdout(), r.summary(), o.JSON)); err != nil {
		return err
	}
	if desync := r.play.Desync(); desync != nil {
		return cli.Bad(fmt.Sprintf("replay %s: %v", o.Replay, desync))
	}
	return nil
}

func (o *options) showFootage(cmd *cobra.Command, model string) (err error) {
	c, err := bot.Parse(model)
	if err != nil {
		return err
	}
	if c.Path == "" {
		return fmt.Errorf("%s is no model; --source wants PATH.onnx", model)
	}
	capture, err := cv.OpenCapture(o.Source)
	if err != nil {
		return err
	}
	delay := o.Delay
	if c.Delay >= 0 {
		delay = c.Delay
	}
	m, err := o.Setup.Open(c, delay, capture.Size())
	if err != nil {
		return errors.Join(err, capture.Close())
	}
	f, err := newFootage(cmd.Context(), c.Name, o.Source, capture, m)
	if err != nil {
		return errors.Join(err, capture.Close(), m.Close())
	}
	_, err = o.open(cmd, f, func(ctx context.Context, group *errgroup.Group) {
		group.Go(func() error { return f.run(ctx) })
	})
	if err := errors.Join(err, f.close()); err != nil {
		return err
	}
	return printed(cmd.OutOrStdout(), f.summary(), o.JSON)
}

// open shows a scene until its window is closed, with what runs beside it. To
// be interrupted is no error.
func (o *options) open(cmd *cobra.Command, s scene.Scene, beside func(context.Context, *errgroup.Group)) (scene.Report, error) {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	var group errgroup.Group
	beside(ctx, &group)
	report, err := window.Run(cmd.Context(), o.window, s)
	cancel()
	err = errors.Join(err, group.Wait())
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return report, err
}

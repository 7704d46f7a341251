package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/sim/window"
	"github.com/kumite/kumite/vision/cv"
)

// options are the flags.
type options struct {
	window     window.Config
	setup      wire.Setup
	seed       uint64
	delay      int32
	seconds    int32
	candidates string
	shadow     string
	replay     string
	with       string
	side       string
	source     string
	script     string
	keys       string
	json       bool
}

func command() *cobra.Command {
	o := options{window: window.Config{Width: 960, Height: 720}, setup: wire.Setup{Eye: wire.OpenCV}, side: "left"}
	cmd := &cobra.Command{
		Use:         "watch [flags] LEFT RIGHT",
		Short:       "Watch matches, play in them, look at replays and footage",
		Version:     cli.Version(),
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kumite watch"},
		Long: `Watch shows matches at 60 frames a second from the pixels that the agents see,
and below them each side's decisions: a bar per class, the reason, the last ten
seconds, and the picture that the model was given. A contestant is script:NAME
(` + strings.Join(script.Names(), ", ") + `), PATH.onnx with an optional
query, or human. A model's file is watched: a new version plays from its next
decision on.

With --replay it shows a recorded match, with --source what a model decides on
footage. F1 shows all keys.`,
		Example: `  kumite watch models/pro-ce.onnx script:pro
  kumite watch human models/pro-ce.onnx
  kumite watch --candidates 'models/*.onnx' --shadow models/pro-balanced.onnx models/pro-ce.onnx script:pro
  kumite watch --replay run/replays/000001.replay --with models/pro-ce.onnx
  kumite watch --source match.mkv models/pro-ce.onnx`,
		Args: o.args,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := o.check(); err != nil {
				return err
			}
			switch {
			case o.replay != "":
				return o.showReplay(cmd)
			case o.source != "":
				return o.showFootage(cmd, args[0])
			}
			return o.showMatch(cmd, args)
		},
	}
	cli.LogLevel(cmd)
	f := cmd.Flags()
	f.Uint64Var(&o.seed, "seed", 1, "of the first match; the next one has the next seed")
	f.Int32Var(&o.delay, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.Int32Var(&o.seconds, "match-seconds", sim.DefaultRules().MatchTicks/sim.TickRate, "length of a match")
	f.StringVar(&o.candidates, "candidates", "", "models that Tab puts in the first model's place, e.g. 'models/*.onnx'")
	f.StringVar(&o.shadow, "shadow", "", "a second model that sees what the first model sees and does not act")
	f.StringVar(&o.replay, "replay", "", "show this recorded match")
	f.StringVar(&o.with, "with", "", "in a replay: what this model would have done")
	f.StringVar(&o.side, "side", o.side, "in a replay: whose view, left or right")
	f.StringVar(&o.source, "source", "", "show a model's decisions on a video file, a camera's number, an address or a GStreamer pipeline")
	f.BoolVar(&o.window.Lockstep, "lockstep", false, "the game waits for decisions, so that the same seed shows the same match")
	f.StringVar(&o.keys, "keys", "", "TOML file of a person's keys (default: kumite/keys.toml in the user's configuration folder, if it is there)")
	f.IntVar(&o.window.Width, "width", o.window.Width, "of the window, pixels")
	f.IntVar(&o.window.Height, "height", o.window.Height, "of the window, pixels")
	f.IntVar(&o.window.ExitAfter, "exit-after", 0, "leave after so many sixtieths of a second; 0 is never")
	f.StringVar(&o.window.Screenshot, "screenshot", "", "write a PNG when leaving")
	f.StringVar(&o.script, "script", "", "press keys at sixtieths of a second, e.g. 120:Space,180-240:D")
	f.BoolVar(&o.window.Paused, "paused", false, "start paused")
	f.BoolVar(&o.json, "json", false, "print what the window did as JSON")
	o.setup.Flags(f)
	return cmd
}

// args checks how many contestants there are.
func (o *options) args(_ *cobra.Command, args []string) error {
	want, what := 2, "two contestants"
	switch {
	case o.replay != "":
		want, what = 0, "no contestant beside --replay"
	case o.source != "":
		want, what = 1, "one model beside --source"
	}
	if len(args) != want {
		return fmt.Errorf("%d contestants; want %s", len(args), what)
	}
	return nil
}

func (o *options) check() (err error) {
	switch {
	case o.seconds < 1 || o.seconds > 3600:
		return fmt.Errorf("--match-seconds is %d; want 1 to 3600", o.seconds)
	case o.window.Width < raster.Width || o.window.Height < raster.Height:
		return fmt.Errorf("--width and --height are %d and %d; want at least %d and %d", o.window.Width, o.window.Height, raster.Width, raster.Height)
	case o.window.ExitAfter < 0:
		return fmt.Errorf("--exit-after is %d; want 0 or more", o.window.ExitAfter)
	case o.replay != "" && o.source != "":
		return errors.New("--replay and --source exclude each other")
	case o.with != "" && o.replay == "":
		return errors.New("--with goes with --replay; for a match, name a second model with --shadow")
	case o.side != "left" && o.side != "right":
		return fmt.Errorf("--side is %q; want left or right", o.side)
	}
	if err := agent.ValidateDelay(o.delay); err != nil {
		return fmt.Errorf("--delay: %w", err)
	}
	if o.window.Script, err = window.ParseScript(o.script); err != nil {
		return err
	}
	o.window.Keys, err = o.keymap()
	return err
}

// keymap reads the file of keys, or the user's own if there is one.
func (o *options) keymap() (window.Keymap, error) {
	path := o.keys
	if path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return window.Keymap{}, nil // there is no such folder
		}
		path = filepath.Join(dir, "kumite", "keys.toml")
	}
	data, err := os.ReadFile(path)
	if o.keys == "" && errors.Is(err, os.ErrNotExist) {
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
	load := loads(o.setup.Loader(), o.delay)
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
	rules.MatchTicks = o.seconds * sim.TickRate
	m, err := newMatch(cmd.Context(), seats, rules, o.seed)
	if err == nil {
		err = o.equip(m, load)
	}
	if err != nil {
		return errors.Join(err, closeSeats())
	}
	o.window.Title = fmt.Sprintf("kumite: %s against %s", seats[0].name, seats[1].name)
	report, err := o.open(cmd, m, func(ctx context.Context, group *errgroup.Group) { m.run(ctx, group) })
	s := summarize(m, report)
	if err := errors.Join(err, m.close()); err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
	}
	s.print(cmd.OutOrStdout(), m)
	return nil
}

// seats seats two contestants.
func (o *options) seats(args []string, load func(arena.Contestant) (*arena.Model, error)) (seats [2]*seat, err error) {
	var specs []string
	for _, a := range args {
		if a != arena.Human {
			specs = append(specs, a)
		}
	}
	bots, err := arena.ParseAll(specs)
	if err != nil {
		return seats, err
	}
	for i, a := range args {
		var c arena.Contestant
		if a != arena.Human {
			c, bots = bots[0], bots[1:]
		}
		if seats[i], err = newSeat(sim.Side(i), c, a == arena.Human, load); err != nil {
			if seats[0] != nil {
				err = errors.Join(err, seats[0].close())
			}
			return seats, err
		}
	}
	return seats, nil
}

// equip gives a match its candidates, its shadow and its keys.
func (o *options) equip(m *match, load func(arena.Contestant) (*arena.Model, error)) error {
	for i := range m.persons {
		m.persons[i] = o.window.Keys.Describe(i)
	}
	bot := m.seats[0]
	if bot.swapper == nil {
		bot = m.seats[1]
	}
	if o.candidates != "" {
		files, err := filepath.Glob(o.candidates)
		if err != nil {
			return fmt.Errorf("--candidates %q: %w", o.candidates, err)
		}
		if len(files) == 0 {
			return fmt.Errorf("--candidates %q names no file", o.candidates)
		}
		if bot.swapper == nil {
			return errors.New("--candidates wants a model on one side")
		}
		if m.candidates, err = arena.ParseAll(files); err != nil {
			return err
		}
		playing := bot.swapper.Contestant().Path
		m.candidate = slices.IndexFunc(m.candidates, func(c arena.Contestant) bool { return filepath.Clean(c.Path) == filepath.Clean(playing) })
	}
	if o.shadow == "" {
		return nil
	}
	if bot.swapper == nil {
		return errors.New("--shadow wants a model on one side, to be compared with")
	}
	c, err := arena.Parse(o.shadow)
	if err != nil {
		return err
	}
	if c.Path == "" {
		return fmt.Errorf("--shadow %s is no model; want PATH.onnx", o.shadow)
	}
	return bot.haunt(c, load)
}

func (o *options) showReplay(cmd *cobra.Command) (err error) {
	me := sim.Left
	if o.side == "right" {
		me = sim.Right
	}
	r, err := newReplay(cmd.Context(), o.replay, me)
	if err != nil {
		return err
	}
	beside := func(context.Context, *errgroup.Group) {}
	if o.with != "" {
		c, err := arena.Parse(o.with)
		if err != nil {
			return err
		}
		if c.Path == "" {
			return fmt.Errorf("--with %s is no model; want PATH.onnx", o.with)
		}
		model, err := loads(o.setup.Loader(), o.delay)(c)
		if err != nil {
			return err
		}
		r.with, r.classes = c.Name, model.Agent.Decoder().Classes()
		beside = func(ctx context.Context, group *errgroup.Group) {
			group.Go(func() error { return r.rethink(ctx, c, model, o.delay) })
		}
	}
	o.window.Title = "kumite: " + filepath.Base(o.replay)
	_, err = o.open(cmd, r, beside)
	return err
}

func (o *options) showFootage(cmd *cobra.Command, model string) (err error) {
	c, err := arena.Parse(model)
	if err != nil {
		return err
	}
	if c.Path == "" {
		return fmt.Errorf("%s is no model; --source wants PATH.onnx", model)
	}
	capture, err := cv.OpenCapture(o.source)
	if err != nil {
		return err
	}
	delay := o.delay
	if c.Delay >= 0 {
		delay = c.Delay
	}
	m, err := o.setup.Open(c, delay, capture.Size())
	if err != nil {
		return errors.Join(err, capture.Close())
	}
	f, err := newFootage(cmd.Context(), c.Name, o.source, capture, m)
	if err != nil {
		return errors.Join(err, capture.Close(), m.Close())
	}
	o.window.Title = fmt.Sprintf("kumite: %s on %s", c.Name, o.source)
	_, err = o.open(cmd, f, func(ctx context.Context, group *errgroup.Group) {
		group.Go(func() error { return f.run(ctx) })
	})
	if err := errors.Join(err, f.close()); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s on %s: %d decisions, %d presses, %d due without a new frame; frame age p50 %.1f, p99 %.1f ms\n",
		f.name, f.source, f.decided, f.sent, f.skipped, ms(&f.ages, .5), ms(&f.ages, .99))
	return nil
}

// open shows a scene until its window is closed, with what runs beside it. To
// be interrupted is no error.
func (o *options) open(cmd *cobra.Command, s window.Scene, beside func(context.Context, *errgroup.Group)) (window.Report, error) {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	var group errgroup.Group
	beside(ctx, &group)
	report, err := window.Run(o.window, s)
	cancel()
	err = errors.Join(err, group.Wait())
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return report, err
}

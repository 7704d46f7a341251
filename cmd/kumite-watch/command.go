package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/broadcast"
	"github.com/kumite/kumite/agent/monitor"
	"github.com/kumite/kumite/agent/trace"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/cmd/internal/cli"
	flags "github.com/kumite/kumite/cmd/internal/watch"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

func command() *cobra.Command {
	var logger func(*cobra.Command) zerolog.Logger
	cmd := flags.Command(func(cmd *cobra.Command, o *flags.Options, args []string) error {
		log := logger(cmd)
		program, err := cli.Beside("kumite", "make build") // this one needs a display
		if err != nil {
			program = "kumite" // whose absence matters to an isolated model alone
		}
		o.Setup.Isolation.Command = []string{program, cli.NetworkCommand}
		config, err := windowConfig(cmd, o, log)
		if err != nil {
			return err
		}
		m, stop, err := o.Metrics.Start(cmd.Context(), log)
		if err != nil {
			return err
		}
		defer stop() // a server that only reads
		spans, traced, err := o.Trace.Start(log)
		if err != nil {
			return err
		}
		state, finish, err := overlay(cmd.Context(), o.OverlayJSON, log)
		if err != nil {
			return errors.Join(err, traced())
		}
		show, err := open(o, args, config, m, spans, state, log)
		if err != nil {
			return errors.Join(err, finish(), traced())
		}
		summary, err := watch.Run(cmd.Context(), show, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
			log.Info().Strs("contestants", args).Msg("opening the window")
			return window.Run(ctx, config, s)
		})
		if err := errors.Join(err, finish(), traced(), write(cmd.OutOrStdout(), summary, o.JSON)); err != nil {
			return err
		}
		return verdict(o, summary)
	})
	logger = cli.LogLevel(cmd)
	return cmd
}

// overlay begins a broadcast of states to a target; without one, state is nil.
func overlay(ctx context.Context, target string, log zerolog.Logger) (state func(watch.State), finish func() error, err error) {
	if target == "" {
		return nil, func() error { return nil }, nil
	}
	b, err := broadcast.Start(ctx, target)
	if err != nil {
		return nil, nil, err
	}
	log.Info().Msg("publishing the state of the match at " + b.At())
	return func(s watch.State) { b.Send(s) }, b.Close, nil
}

func windowConfig(cmd *cobra.Command, o *flags.Options, log zerolog.Logger) (c window.Config, err error) {
	own, err := settings(o.Keys)
	if err != nil {
		return c, err
	}
	c = window.Config{
		Width: o.Width, Height: o.Height, ExitAfter: o.ExitAfter, Screenshot: o.Screenshot,
		Lockstep: o.Lockstep, Paused: o.Paused, Keys: own.Keys, TextSize: own.TextSize, Palette: own.Palette, Muted: own.Muted,
		Saved: func(path string) { log.Info().Msg("saved " + path) },
	}
	if cmd.Flags().Changed("text-size") {
		c.TextSize = o.TextSize
	}
	if o.SafeColours {
		c.Palette = &panel.SafeColours
	}
	c.Script, err = window.ParseScript(o.Script)
	return c, err
}

// settings reads a file of settings, or the user's own if there is one.
func settings(path string) (window.Settings, error) {
	own := path == ""
	if own {
		dir, err := os.UserConfigDir()
		if err != nil {
			return window.Settings{}, nil // the user has no such folder
		}
		path = filepath.Join(dir, "kumite", "keys.toml")
	}
	data, err := safefile.Read(path, safefile.Keys)
	if own && errors.Is(err, os.ErrNotExist) {
		return window.Settings{}, nil
	}
	if err != nil {
		return window.Settings{}, fmt.Errorf("settings: %w", err)
	}
	s, err := window.ParseSettings(string(data))
	if err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// open makes the show that the flags ask for.
func open(o *flags.Options, args []string, look window.Config, m *monitor.Metrics, spans *trace.Recorder, state func(watch.State), log zerolog.Logger) (watch.Show, error) {
	if o.Source == "" { // the summary of footage has the warnings
		o.Setup.Warn = cli.WarnOnce(log)
	}
	replay := watch.ReplayConfig{Path: o.Replay, Model: o.With, Load: o.Setup.Loader(), Delay: o.Delay, State: state, Feedback: o.Feedback, Now: time.Now, Palette: look.Palette, Log: log}
	if o.Side == "right" {
		replay.Side = sim.Right
	}
	switch {
	case o.Replay != "":
		return watch.NewReplay(replay)
	case o.Attract != "":
		return watch.NewAttract(o.Attract, replay)
	case o.Source != "":
		return watch.NewFootage(watch.FootageConfig{Source: o.Source, Model: args[0], Setup: o.Setup, Delay: o.Delay, Now: time.Now})
	}
	cfg := watch.MatchConfig{
		Load: o.Setup.Loader(), Delay: o.Delay, Rules: watch.Rules(o.Seconds), Seed: o.Seed, Countdown: o.Countdown * sim.TickRate,
		Candidates: o.Candidates, Shadow: o.Shadow, Record: o.Record, Feedback: o.Feedback,
		Keys: [2]map[string]string{look.Keys.Names(0), look.Keys.Names(1)}, State: state, Now: time.Now, Palette: look.Palette, Log: log,
	}
	if m != nil {
		cfg.Sample, cfg.Counted, cfg.Drifted = m.Seat, m.Match, m.Drifted
	}
	if spans != nil {
		cfg.Decided = spans.Decision
	}
	if len(args) == 0 {
		return watch.NewStartScreen(cfg, cmp.Or(o.Candidates, "models/*.onnx"))
	}
	cfg.Contestants = [2]string(args)
	if o.Grid != "" {
		return watch.NewGrid(cfg, o.Columns, o.Rows)
	}
	return watch.NewMatch(cfg)
}

// write writes a summary for a person, or as one JSON document.
func write(out io.Writer, s watch.Summary, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(s)
	}
	_, err := io.WriteString(out, s.String())
	return err
}

// verdict is the error of a replay that does not reproduce.
func verdict(o *flags.Options, s watch.Summary) error {
	if r, ok := s.(*watch.ReplaySummary); ok && r.Desync != "" {
		return cli.Bad(fmt.Sprintf("replay %s: %s", o.Replay, r.Desync))
	}
	return nil
}

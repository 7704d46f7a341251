// Command kumite-watch is the window: it shows matches between any two
// contestants at 60 frames a second, from the pixels that the agents see.
// `kumite watch` starts it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/sim/window"
)

func init() { runtime.LockOSThread() } // windows belong to the main thread

func main() { os.Exit(cli.Main(command())) }

func command() *cobra.Command {
	var (
		seed    uint64
		delay   int32
		seconds int32
		setup   = wire.Setup{Eye: wire.OpenCV}
		cfg     = window.Config{Width: 960, Height: 700}
	)
	rules := sim.DefaultRules()
	cmd := &cobra.Command{
		Use:         "watch [flags] LEFT RIGHT",
		Version:     cli.Version(),
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kumite watch"},
		Short:       "Watch two contestants play, match after match",
		Long: `Watch shows matches at 60 frames a second from the pixels that the agents see,
with each side's last decision and its reason. A contestant is script:NAME
(` + strings.Join(script.Names(), ", ") + `) or PATH.onnx with an optional query.

Keys: Space pause, . one tick, N next match, R same seed again, + and - speed,
H panels, F11 full screen, F12 screenshot, F1 help, Esc leave.`,
		Example: "  kumite watch models/pro-ce.onnx script:pro",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if slices.Contains(args, arena.Human) {
				return errors.New("a person cannot take a side in this version; name two scripts or models")
			}
			who, err := arena.ParseAll(args)
			if err != nil {
				return err
			}
			if seconds < 1 || seconds > 3600 {
				return fmt.Errorf("--match-seconds is %d; want 1 to 3600", seconds)
			}
			rules.MatchTicks = seconds * sim.TickRate
			if err := rules.Validate(); err != nil {
				return err
			}
			if err := agent.ValidateDelay(delay); err != nil {
				return fmt.Errorf("--delay: %w", err)
			}
			if cfg.Width < raster.Width || cfg.Height < raster.Height {
				return fmt.Errorf("--size is %dx%d; want at least %dx%d", cfg.Width, cfg.Height, raster.Width, raster.Height)
			}
			s, err := newShow(who, delay, rules, seed, setup.Loader())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.close()) }()
			cfg.Title = fmt.Sprintf("kumite: %s against %s", who[0].Name, who[1].Name)
			if err := window.Run(cfg, interruptible{s, cmd.Context()}); err != nil && !errors.Is(err, context.Canceled) {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), s.Score())
			return nil
		},
	}
	cli.LogLevel(cmd)
	f := cmd.Flags()
	f.Uint64Var(&seed, "seed", 1, "of the first match; the next one has the next seed")
	f.Int32Var(&delay, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.Int32Var(&seconds, "match-seconds", rules.MatchTicks/sim.TickRate, "length of a match")
	setup.Flags(f)
	f.IntVar(&cfg.Width, "width", cfg.Width, "of the window, pixels")
	f.IntVar(&cfg.Height, "height", cfg.Height, "of the window, pixels")
	f.IntVar(&cfg.ExitAfter, "exit-after", 0, "leave after so many ticks; 0 is never")
	f.StringVar(&cfg.Screenshot, "screenshot", "", "write a PNG when leaving")
	return cmd
}

// interruptible ends the show when Ctrl-C is pressed in the terminal.
type interruptible struct {
	*show
	ctx context.Context
}

func (i interruptible) Step() error {
	if err := i.ctx.Err(); err != nil {
		return err
	}
	return i.show.Step()
}

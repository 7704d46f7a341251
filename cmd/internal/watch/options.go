// Package watch is the command line of the window: its flags and their bounds.
// It links no window, so that `kumite watch --help` answers without a display.
package watch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// Options are the flags.
type Options struct {
	Setup      bot.Setup
	Width      int // of the window at first, pixels
	Height     int
	ExitAfter  int // sixtieths of a second; 0 is never
	Screenshot string
	Paused     bool
	Lockstep   bool
	Record     string
	Seed       uint64
	Delay      int32
	Seconds    int32
	Candidates string
	Shadow     string
	Replay     string
	With       string
	Side       string
	Source     string
	Script     string
	Keys       string
	JSON       bool
}

// Command is the command line of the window; run shows what the options ask for.
func Command(run func(cmd *cobra.Command, o *Options, args []string) error) *cobra.Command {
	o := Options{Width: 960, Height: 720, Setup: bot.Setup{Eye: bot.OpenCV}, Side: "left"}
	cmd := &cobra.Command{
		Use:         "watch [flags] LEFT RIGHT",
		Short:       "Watch matches, play in them, look at replays and footage",
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
  kumite watch --replay run/replays/00-00001-0.replay --with models/pro-ce.onnx
  kumite watch --source match.mkv models/pro-ce.onnx`,
		Args: o.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return run(cmd, &o, args)
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", 1, "of the first match; the next one has the next seed")
	f.Int32Var(&o.Delay, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.Int32Var(&o.Seconds, "match-seconds", sim.DefaultRules().MatchTicks/sim.TickRate, "length of a match")
	f.StringVar(&o.Candidates, "candidates", "", "`models` that Tab puts in the first model's place, e.g. 'models/*.onnx'")
	f.StringVar(&o.Shadow, "shadow", "", "a second `model` that sees what the first model sees and does not act")
	f.StringVar(&o.Replay, "replay", "", "show the match recorded in this `file`")
	f.StringVar(&o.With, "with", "", "in a replay: what this `model` would have done")
	f.StringVar(&o.Side, "side", o.Side, "in a replay: whose view, left or right")
	f.StringVar(&o.Source, "source", "", "show a model's decisions on a video file, a camera's number, an address or a GStreamer pipeline")
	f.BoolVar(&o.Lockstep, "lockstep", false, "the game waits for decisions, so that the same seed shows the same match")
	f.StringVar(&o.Keys, "keys", "", "TOML `file` of a person's keys (default: kumite/keys.toml in the user's configuration folder, if it is there)")
	f.IntVar(&o.Width, "width", o.Width, "of the window, pixels")
	f.IntVar(&o.Height, "height", o.Height, "of the window, pixels")
	f.IntVar(&o.ExitAfter, "exit-after", 0, "leave after so many sixtieths of a second; 0 is never")
	f.Var(cli.OutputFile(&o.Screenshot), "screenshot", "write a PNG `file` when leaving")
	f.StringVar(&o.Script, "script", "", "press `keys` at sixtieths of a second, e.g. 120:Space,180-240:D")
	f.BoolVar(&o.Paused, "paused", false, "start paused")
	f.StringVar(&o.Record, "record", "", "keep a replay of each finished match in this `folder`")
	f.BoolVar(&o.JSON, "json", false, "print what the window did as JSON")
	cli.Bound(f, "delay", number.Whole(0, agent.MaxDelayTicks))
	cli.Bound(f, "match-seconds", number.Whole(1, 3600))
	cli.Bound(f, "width", number.Whole(raster.Width, 16_384))
	cli.Bound(f, "height", number.Whole(raster.Height, 16_384))
	cli.Bound(f, "exit-after", number.Whole(0, 1_000_000_000))
	cli.SetupFlags(f, &o.Setup)
	cmd.ValidArgsFunction = cli.CompleteContestants
	cli.CompleteFlag(cmd, "provider", cli.ProviderNames()...)
	return cmd
}

// args checks how many contestants there are.
func (o *Options) args(_ *cobra.Command, args []string) error {
	want, what := 2, "two contestants"
	switch {
	case o.Replay != "":
		want, what = 0, "no contestant beside --replay"
	case o.Source != "":
		want, what = 1, "one model beside --source"
	}
	if len(args) != want {
		return fmt.Errorf("%d contestants; want %s", len(args), what)
	}
	return nil
}

func (o *Options) check() error {
	switch {
	case o.Replay != "" && o.Source != "":
		return errors.New("--replay and --source exclude each other")
	case (o.Replay != "" || o.Source != "") && (o.Candidates != "" || o.Shadow != "" || o.Record != "" || o.Lockstep):
		return errors.New("--candidates, --shadow, --record and --lockstep are for matches, not for --replay or --source")
	case o.With != "" && o.Replay == "":
		return errors.New("--with goes with --replay; for a match, name a second model with --shadow")
	case o.Side != "left" && o.Side != "right":
		return fmt.Errorf("--side is %q; want left or right", o.Side)
	}
	return nil
}

// Package watch defines the command line of kumite watch: its flags and their bounds.
// It links no window, so that `kumite watch --help` works without a display.
package watch

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// Options are the flags of kumite watch.
type Options struct {
	Setup       bot.Setup
	Width       int // of the window at first, points; 0 for most of the monitor
	Height      int
	ExitAfter   int // sixtieths of a second; 0 is never
	Screenshot  string
	Paused      bool
	Lockstep    bool
	Record      string
	Seed        uint64
	Delay       agent.Delay
	Seconds     int32
	Countdown   int32 // seconds; −1 for three if a person plays
	TextSize    float64
	SafeColours bool
	Candidates  string
	Shadow      string
	Replay      string
	With        string
	Side        string
	Source      string
	Script      string
	Keys        string
	JSON        bool
	OverlayJSON string
	Attract     string
	Feedback    string
	Grid        string // COLUMNSxROWS, "" for one match
	Columns     int    // of Grid; 0 for one match
	Rows        int
	Metrics     cli.MetricsFlags
	Trace       cli.TraceFlags
}

// Command returns kumite watch; run opens the window.
func Command(run func(cmd *cobra.Command, o *Options, args []string) error) *cobra.Command {
	o := Options{TextSize: 1, Countdown: -1, Setup: bot.Setup{Eye: bot.OpenCV}, Side: "left"}
	cmd := &cobra.Command{
		Use:         "watch [flags] [LEFT RIGHT]",
		Short:       "Watch and play matches, and view replays and footage",
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kumite watch"},
		Long: `Watch shows matches at 60 frames per second, as the agents see them, and below the
picture each side's decisions: a bar per class, the reason, the last ten seconds, and
the network's input. A contestant is script:NAME (` + strings.Join(script.Names(), ", ") + `),
PATH.onnx with an optional query, or human. A model that changes on disk is reloaded
between two decisions.

Without contestants it opens a start screen, which offers a person, the scripts and the
models of --candidates (default models/*.onnx). With --replay it shows a recorded
match, with --source a model's decisions on footage. F1 lists all keys.`,
		Example: `  kumite watch models/pro-ce.onnx script:pro
  kumite watch human models/pro-ce.onnx
  kumite watch --grid 2x2 models/pro-ce.onnx script:pro
  kumite watch --candidates 'models/*.onnx' --shadow models/pro-balanced.onnx models/pro-ce.onnx script:pro
  kumite watch --replay run/replays/00-00001-0.replay --with models/pro-ce.onnx
  kumite watch --source match.mkv models/pro-ce.onnx`,
		Args: o.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if o.Countdown < 0 {
				o.Countdown = defaultCountdown(args)
			}
			return run(cmd, &o, args)
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", 1, "seed of the first match; each later match has the next seed")
	cli.DelayFlag(f, &o.Delay)
	f.Int32Var(&o.Seconds, "match-seconds", sim.DefaultRules().MatchTicks/sim.TickRate, "length of a match in seconds")
	f.StringVar(&o.Candidates, "candidates", "", "`pattern` of models that Tab switches to, e.g. 'models/*.onnx'")
	f.StringVar(&o.Shadow, "shadow", "", "second `model` that sees the first model's frames and does not act")
	f.StringVar(&o.Replay, "replay", "", "show the match recorded in this `file`")
	f.StringVar(&o.With, "with", "", "with --replay: show what this `model` would have decided")
	f.StringVar(&o.Side, "side", o.Side, "with --replay: side whose view is shown, left or right")
	f.StringVar(&o.Source, "source", "", "show a model's decisions on this `source`: a video file, a camera's number, a URL or a GStreamer pipeline")
	f.BoolVar(&o.Lockstep, "lockstep", false, "make the game wait for decisions, so that a seed always shows the same match")
	f.StringVar(&o.Keys, "keys", "", "TOML `file` of settings: keys, text size, colours and sound, e.g. [first] poke = \"J\" (default: kumite/keys.toml in the user's configuration folder, if it exists)")
	f.IntVar(&o.Width, "width", o.Width, "width of the window in points; 0 for most of the monitor")
	f.IntVar(&o.Height, "height", o.Height, "height of the window in points; 0 for most of the monitor")
	f.Float64Var(&o.TextSize, "text-size", o.TextSize, "size of the text, 1 to 3")
	f.Int32Var(&o.Countdown, "countdown", o.Countdown, "seconds before each match (default: 3 if a person plays, else 0)")
	f.Lookup("countdown").DefValue = "" // which the usage states
	f.BoolVar(&o.SafeColours, "safe-colors", false, "draw the panels in blue and orange, for people who confuse red and green")
	f.IntVar(&o.ExitAfter, "exit-after", 0, "close the window after this many ticks (1/60 s); 0 for never")
	f.Var(cli.OutputFile(&o.Screenshot, safefile.PNG), "screenshot", "write a screenshot to this PNG `file` on exit")
	f.StringVar(&o.Script, "script", "", "press `keys` at these ticks (1/60 s), e.g. 120:Space,180-240:D")
	f.BoolVar(&o.Paused, "paused", false, "start paused")
	f.StringVar(&o.Record, "record", "", "store a replay of each finished match in this `folder`")
	o.Metrics.Add(f, true)
	o.Trace.Add(f, "decisions")
	f.StringVar(&o.Feedback, "feedback", "feedback", "`folder` of the complaints that F2 to F7 make about moments")
	f.StringVar(&o.Attract, "attract", "", "show the closest matches of this run `folder` in a loop")
	f.StringVar(&o.Grid, "grid", "", "show `COLUMNSxROWS` matches at once, e.g. 2x2; 1 to 9 or a click shows one at full size")
	f.StringVar(&o.OverlayJSON, "overlay-json", "", "publish the state of the match for stream overlays at this `FILE|ADDR`: a JSON file, or HTTP at a loopback address, e.g. 127.0.0.1:8090")
	f.BoolVar(&o.JSON, "json", false, "print the summary as JSON")
	cli.Bound(f, "match-seconds", number.Whole(1, 3600))
	cli.Bound(f, "width", number.Whole(raster.Width, 16_384))
	cli.Bound(f, "height", number.Whole(raster.Height, 16_384))
	cli.Bound(f, "exit-after", number.Whole(0, 1_000_000_000))
	cli.Bound(f, "text-size", number.Between(1, 3))
	cli.Bound(f, "countdown", number.Whole(0, 10))
	cli.SetupFlags(cmd, &o.Setup)
	cli.IsolationFlags(cmd, &o.Setup.Isolation, bot.Auto)
	cmd.ValidArgsFunction = cli.CompleteContestants
	return cmd
}

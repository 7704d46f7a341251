package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision/logs"
)

func recordCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := expert{rules: sim.DefaultRules()}
	var (
		dir     string
		matches int
		workers int
	)
	cmd := &cobra.Command{
		Use:   "record --out DIR",
		Short: "Write expert logs: what a scripted pro saw, and what it did then",
		Long: `Record plays matches of a scripted expert and writes, for each, one lossless
video with a frame per decision (10 a second), a table of what the expert did
in the 100 ms after each frame, and the match's replay. A recording that is
there already is kept, so an interrupted run goes on where it stopped.`,
		Example: `  kumite record --out logs --matches 200 --seed 1
  kumite record --out logs --against pro,rookie
  kumite record --out logs --pro oracle --against pro --side left
  kumite record --out logs --noise reaction=350,spread=120,pass=0.6,wrong=1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := x.validate(); err != nil {
				return err
			}
			if matches < 1 {
				return fmt.Errorf("--matches is %d; want at least 1", matches)
			}
			if workers < 1 {
				return fmt.Errorf("--workers is %d; want at least 1", workers)
			}
			// Two runs would overwrite each other's list of recordings.
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("write logs: %w", err)
			}
			lock, err := durable.Lock(filepath.Join(dir, ".lock"))
			if err != nil {
				return fmt.Errorf("write logs %s: %w", dir, err)
			}
			defer lock.Close()
			w, err := logs.NewWriter(dir, logs.Header{
				Game:             x.game(),
				DecisionPeriodMS: 1000 * agent.PeriodTicks / sim.TickRate,
				Width:            raster.Width, Height: raster.Height,
				Classes: sim.SkillNames(), Seed: x.seed,
			})
			if err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "recording", matches)
			counts, err := x.record(cmd.Context(), w, matches, workers, bar)
			bar.done()
			if err != nil {
				if cmd.Context().Err() != nil {
					return interrupted(cmd, "kept %d of %d recordings in %s", w.Recordings(), matches, dir)
				}
				return err
			}
			log := logger(cmd)
			log.Debug().Int("recordings", w.Recordings()).Str("dir", dir).Msg("recorded")
			if counts.recordings == 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d recordings, all there already, seed %d\n", dir, w.Recordings(), x.seed)
				return nil
			}
			idle := 100 * float64(counts.frames-counts.presses) / float64(counts.frames)
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d recordings, %d new with %d frames (%s of play), %d presses, %.2f %% no_action, seed %d\n",
				dir, w.Recordings(), counts.recordings, counts.frames,
				(time.Duration(counts.frames) * time.Second / 10).Round(time.Second), counts.presses, idle, x.seed)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "out", "", "the `folder` to write")
	f.IntVar(&matches, "matches", 100, "matches, one recording each")
	f.Uint64Var(&x.seed, "seed", 1, "of the matches")
	f.StringVar(&x.name, "pro", "pro", "the `script` whose screen and presses are logged, e.g. oracle or rookie")
	f.StringSliceVar(&x.against, "against", []string{"pro", "pro", "rookie"},
		"its opponents, taken in turn")
	f.Int32Var(&x.rules.WrongPressCost, "wrong-press-cost", 0, wrongPressHelp)
	f.StringVar(&x.noise, "noise", "", noiseHelp)
	f.StringVar(&x.side, "side", "both", "where the expert stands: left, right, or both in turn; stated for each recording")
	f.IntVar(&workers, "workers", runtime.NumCPU(), "matches at once; does not change what is written")
	must(cmd.MarkFlagRequired("out"))
	return cmd
}

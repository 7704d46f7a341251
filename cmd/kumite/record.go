package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/internal/report"
)

func recordCommand() *cobra.Command {
	var dir string
	cfg := expert.Default()
	cmd := &cobra.Command{
		Use:   "record --out DIR",
		Short: "Write expert logs: what a scripted pro saw, and what it did then",
		Long: `Record plays matches of a scripted expert and writes, for each, one lossless
video with a frame per decision (10 a second), a table of what the expert did
in the 100 ms after each frame, and the match's replay. A recording that is
there already is kept, so an interrupted run resumes where it stopped.`,
		Example: `  kumite record --out logs --matches 200 --seed 1
  kumite record --out logs --against pro,rookie
  kumite record --out logs --pro oracle --against pro --side left
  kumite record --out logs --noise reaction=350,spread=120,pass=0.6,wrong=1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "recording")
			summary, err := expert.Run(cmd.Context(), dir, cfg, bar.set)
			bar.done()
			if err != nil && cmd.Context().Err() != nil {
				return interrupted(cmd, "kept %d of %d recordings in %s", summary.Recordings, cfg.Matches, dir)
			}
			if err != nil {
				return err
			}
			return report.Recorded(cmd.OutOrStdout(), summary)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "out", "", "the `folder` to write")
	f.IntVar(&cfg.Matches, "matches", cfg.Matches, "matches, one recording each")
	f.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "of the matches")
	f.StringVar(&cfg.Script, "pro", cfg.Script, "the `script` whose screen and presses are logged, e.g. oracle or rookie")
	f.StringSliceVar(&cfg.Against, "against", cfg.Against, "its opponents, taken in turn")
	f.Int32Var(&cfg.Rules.WrongPressCost, "wrong-press-cost", 0, wrongPressHelp)
	f.StringVar(&cfg.Noise, "noise", "", "how the expert hesitates and slips: reaction=MS, spread=MS, pass=SHARE of chances let pass, wrong=PRESSES a minute without reason; comma-separated, each optional")
	f.StringVar(&cfg.Side, "side", cfg.Side, "where the expert stands: left, right, or both in turn; stated for each recording")
	f.IntVar(&cfg.Workers, "workers", runtime.NumCPU(), "matches at once; does not change what is written")
	must(cmd.MarkFlagRequired("out"))
	return cmd
}

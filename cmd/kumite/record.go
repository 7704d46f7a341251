package main

import (
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
)

func recordCommand() *cobra.Command {
	var dir string
	cfg := expert.Default()
	cmd := &cobra.Command{
		Use:   "record --out DIR",
		Short: "Record logs of a scripted expert",
		Long: `Record plays matches of a scripted expert and writes, for each match, a lossless
video with one frame per decision (10 per second), a table of the expert's presses
in the 100 ms after each frame, and the match's replay. Existing recordings are
kept, so an interrupted run resumes where it stopped.`,
		Example: `  kumite record --out logs --matches 200 --seed 1
  kumite record --out logs --against pro,rookie
  kumite record --out logs --pro oracle --against pro --side left
  kumite record --out logs --ask --noise wrong=40
  kumite record --out logs --noise reaction=350,spread=120,pass=0.6,wrong=1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "recording")
			cfg.Progress = bar.set
			summary, err := expert.Run(cmd.Context(), dir, cfg)
			bar.done()
			if err != nil && cmd.Context().Err() != nil {
				return interrupted(cmd, "kept %d of %s in %s", summary.Recordings, number.Of(cfg.Matches, "recording"), dir)
			}
			if err != nil {
				return err
			}
			return report.Recorded(cmd.OutOrStdout(), summary)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "out", "", "`folder` to write")
	f.IntVar(&cfg.Matches, "matches", cfg.Matches, "number of matches, one recording each")
	f.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "seed of the matches")
	f.StringVar(&cfg.Script, "pro", cfg.Script, "`script` whose screen and presses are recorded, e.g. oracle or rookie")
	f.StringSliceVar(&cfg.Against, "against", cfg.Against, "opponents of the expert, used in turn")
	wrongPressFlag(f, &cfg.Rules)
	f.StringVar(&cfg.Noise, "noise", "", "human imperfection of the expert, comma-separated: reaction=MS, spread=MS, pass=SHARE (openings missed), wrong=PRESSES (needless presses per minute)")
	f.BoolVar(&cfg.Ask, "ask", false, "add a column expert: for every frame, the skill that the scripts' rule will choose when an agent's press takes effect")
	f.StringVar(&cfg.Side, "side", cfg.Side, "side of the expert: left, right, or both in turn")
	cli.WorkersFlag(f, &cfg.Workers, "matches played in parallel; does not change the recordings")
	cli.Bound(f, "matches", number.Whole(1, 1_000_000))
	required(cmd, "out")
	return cmd
}

package main

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
)

// studyFlags is what the command line asks for.
type studyFlags struct {
	cfg       study.Config
	unitsFile string
	gauntlet  []string
	out       string
	asJSON    bool
	markdown  bool
}

func studyCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := studyFlags{}
	cmd := &cobra.Command{
		Use:   "study --logs DIR --out DIR [flags] CONTESTANT...",
		Short: "Which offline metric would have picked the online winner?",
		Long: `Study measures each contestant twice: offline on held-out logs, with every
metric of kumite eval, and online in paired matches against the same opponents
on the same seeds. Then it ranks the metrics by how well they foretell the
online score, and says first which one to choose models by, and what choosing
by frame accuracy would have cost.

One unit is one model with one decoder; name at least 5, better 20. Logs that a
model was trained on make its metrics lie. With several --wrong-press-cost the
matches are played at each, because what a metric is worth depends on what a
wrong press costs.

The folder keeps everything: evaluations by the hash of logs, model and decoder,
matches with their replays, study.json, study.md and a plot for each metric.
Given again, the command does only what is missing; units may be added.`,
		Example: `  kumite record --out held-out --matches 100 --seed 4242
  kumite study --logs held-out --out run --pairs 100 models/pro-ce.onnx 'models/pro-ce.onnx?decode=argmax' …
  kumite study --logs held-out --out run --units units.txt --wrong-press-cost 0,100,200 --markdown > study.md`,
		RunE: func(cmd *cobra.Command, args []string) error {
			x.cfg.Log = logger(cmd)
			if err := x.parse(args); err != nil {
				return err
			}
			return x.run(cmd)
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.cfg.Logs, "logs", "", "the log `folder` to evaluate on, which no model was trained on")
	f.StringVar(&x.unitsFile, "units", "", "read more contestants from this `file`, one on a line; a line that begins with # is a comment")
	f.StringSliceVar(&x.gauntlet, "gauntlet", []string{"script:pro"}, "the `opponents` whom every unit meets")
	f.IntVar(&x.cfg.Pairs, "pairs", 100, "pairs of matches of each unit against each opponent")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "of the matches, the bootstrap and the permutations")
	f.Int32Var(&x.cfg.DelayTicks, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.Int32SliceVar(&x.cfg.WrongPressCosts, "wrong-press-cost", []int32{0}, "play at each of these `costs`; "+wrongPressHelp)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the offline intervals")
	f.IntVar(&x.cfg.Workers, "workers", runtime.NumCPU(), "matches or recordings at once; does not change the results")
	f.StringVar(&x.out, "out", "", "the `folder` to keep the study in, or to go on with")
	f.BoolVar(&x.asJSON, "json", false, "print study.json to stdout")
	f.BoolVar(&x.markdown, "markdown", false, "print study.md to stdout")
	cli.SetupFlags(f, &x.cfg.Setup)
	must(cmd.MarkFlagRequired("logs"))
	must(cmd.MarkFlagRequired("out"))
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

// parse reads contestants and refuses what cannot be studied.
func (x *studyFlags) parse(args []string) (err error) {
	if x.unitsFile != "" {
		more, err := study.ReadUnits(x.unitsFile)
		if err != nil {
			return err
		}
		args = append(slices.Clone(args), more...)
	}
	if x.cfg.Units, err = bot.ParseAll(args); err != nil {
		return err
	}
	if x.cfg.Opponents, err = bot.ParseAll(x.gauntlet); err != nil {
		return fmt.Errorf("--gauntlet: %w", err)
	}
	if err := x.cfg.Validate(); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return nil
}

// run does what is missing, and writes and prints what came of it.
func (x *studyFlags) run(cmd *cobra.Command) error {
	evaluated, played := newProgress(cmd.ErrOrStderr(), "recordings"), newProgress(cmd.ErrOrStderr(), "matches")
	x.cfg.Evaluated, x.cfg.Played = evaluated.set, played.set
	doc, err := study.Run(cmd.Context(), x.out, x.cfg)
	evaluated.done()
	played.done()
	if cmd.Context().Err() != nil {
		return interrupted(cmd, "what is finished is kept in %s", x.out)
	}
	if err != nil {
		return err
	}
	if err := report.KeepStudy(x.out, doc); err != nil {
		return err
	}
	if x.asJSON {
		return durable.EncodeJSON(cmd.OutOrStdout(), doc)
	}
	report.Study(cmd.OutOrStdout(), doc, x.markdown)
	return nil
}

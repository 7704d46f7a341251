package main

import (
	"errors"
	"fmt"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
)

// studyFlags are the flags of kumite study.
type studyFlags struct {
	cfg       study.Config
	unitsFile string
	gauntlet  []string
	out       string
	nats      natsFlags
	form      report.Form
}

func studyCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := studyFlags{}
	cmd := &cobra.Command{
		Use:   "study --logs DIR --out DIR [flags] CONTESTANT...",
		Short: "Compare offline metrics with online results",
		Long: `Study measures each contestant twice: offline on held-out logs, with every
metric of kumite eval, and online in paired matches against the same opponents
on the same seeds. It ranks the metrics by how well they predict the online score,
and reports which metric to choose models by, or why it cannot tell, and the loss from
choosing by frame accuracy.

A unit is one model with one decoder; name at least 8, preferably 20. Metrics on logs
that a model was trained on are misleading. With several --wrong-press-cost the
matches are played at each cost, because the ranking depends on it.

With --online the online scores come from a file of your own, with the columns unit,
wins, losses and draws: no match is played, and models and logs may be of any game.

The folder of --out holds evaluations, matches with replays, study.json, study.md
and a plot for each metric. The same command resumes there and does only what is
missing; units may be added. With --nats the matches are played by kumite worker on
other machines.`,
		Example: `  kumite record --out held-out --matches 100 --seed 4242
  kumite study --logs held-out --out run --pairs 100 models/pro-ce.onnx 'models/pro-ce.onnx?decode=argmax' …
  kumite study --logs held-out --out run --units units.txt --wrong-press-cost 0,100,200 --markdown > study.md`,
		RunE: func(cmd *cobra.Command, args []string) error {
			x.cfg.Log = logger(cmd)
			x.cfg.Setup.Warn = cli.WarnOnce(x.cfg.Log)
			if err := x.parse(args); err != nil {
				return err
			}
			if err := x.nats.validate(cmd.Flags()); err != nil {
				return err
			}
			return x.nats.during(x.cfg.Log, x.cfg.Setup, func(place func(*arena.Tournament)) error {
				x.cfg.Place = place
				return x.run(cmd)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.cfg.Logs, "logs", "", "log `folder` to evaluate on; no model may have been trained on it")
	f.StringVar(&x.unitsFile, "units", "", "read more contestants from this `file`, one per line; # begins a comment line")
	f.StringVar(&x.cfg.Online, "online", "", "CSV `file` with the units' own wins and losses, from any game, instead of matches")
	f.StringSliceVar(&x.gauntlet, "gauntlet", []string{"script:pro"}, "`opponents` that every unit meets")
	f.IntVar(&x.cfg.Pairs, "pairs", 100, "pairs of matches per unit and opponent")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the matches, the bootstrap and the permutations")
	cli.DelayFlag(f, &x.cfg.Delay)
	f.Int32SliceVar(&x.cfg.WrongPressCosts, "wrong-press-cost", []int32{0}, "play at each of these `costs`: "+wrongPressHelp)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the offline intervals")
	cli.WorkersFlag(f, &x.cfg.Workers, "matches or recordings in parallel; does not change the results")
	x.nats.coordinatorFlags(f)
	f.StringVar(&x.out, "out", "", "`folder` of the study, new or to resume")
	tableFlags(cmd, &x.form)
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.Bound(f, "pairs", number.Whole(2, arena.MaxPairs))
	cli.Bound(f, "wrong-press-cost", wrongPressCosts)
	cli.Bound(f, "resamples", cli.Resamples)
	cmd.ValidArgsFunction = cli.CompleteModels
	required(cmd, "logs", "out")
	for _, name := range []string{"gauntlet", "pairs", "wrong-press-cost", "nats", "nats-context"} {
		cmd.MarkFlagsMutuallyExclusive("online", name)
	}
	return cmd
}

// parse parses the contestants and validates the study.
func (x *studyFlags) parse(args []string) error {
	if err := x.cfg.Name(args, x.unitsFile, x.gauntlet); err != nil {
		return err
	}
	err := x.cfg.Validate()
	if errors.Is(err, study.ErrScript) {
		err = fmt.Errorf("%w; --gauntlet names the opponents", err)
	}
	if err != nil {
		return fmt.Errorf("study: %w", err)
	}
	return nil
}

// run runs or resumes the study, and writes and prints the document.
func (x *studyFlags) run(cmd *cobra.Command) error {
	evaluated, played := newProgress(cmd.ErrOrStderr(), "recordings"), newProgress(cmd.ErrOrStderr(), "matches")
	x.cfg.Evaluated, x.cfg.Played = evaluated.set, played.set
	doc, err := study.Run(cmd.Context(), x.out, x.cfg)
	evaluated.done()
	played.done()
	if err != nil && cmd.Context().Err() != nil {
		return interrupted(cmd, "finished work is kept in %s", x.out)
	}
	if err != nil {
		return err
	}
	if err := report.KeepStudy(x.out, doc); err != nil {
		return err
	}
	return report.Study(cmd.OutOrStdout(), doc, x.form)
}

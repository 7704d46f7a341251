package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// tournamentFlags are the flags of kumite tournament.
type tournamentFlags struct {
	cfg      arena.Config
	test     rating.SPRT
	sprt     string // "ELO0,ELO1"
	champion string
	seconds  int32
	budget   time.Duration
	workers  int
	out      string
	retry    bool
	form     report.Form
	collapse bool
	reject   bool
	void     bool
	latency  string
	metrics  cli.MetricsFlags
	sweep    sweepFlags
	gate     gateFlags
	setup    bot.Setup
	nats     natsFlags
}

func tournamentCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := &tournamentFlags{cfg: arena.Config{Rules: sim.DefaultRules()}, test: rating.DefaultSPRT()}
	cmd := &cobra.Command{
		Use:   "tournament [flags] CONTESTANT...",
		Short: "Play seeded, paired matches and compare contestants",
		Long: `Tournament plays every pairing in pairs of matches with the sides swapped, on common
seeds, and prints win rates with 95 % intervals. A contestant is script:NAME or
PATH.onnx with an optional query, e.g. 'models/pro-ce.onnx?decode=argmax&name=naive'.

All contestants meet each other; with --gauntlet they meet only the contestants
named there, with --challenge only the champion. With --challenge or --sprt each
pairing ends as soon as a sequential test decides: H1 (ELO1 rather than ELO0), H0,
or inconclusive after --max-pairs.

With --out the run and its replays are kept in a folder. There --out alone resumes:
contestants and settings that are not named are those of the run. More --pairs and
further contestants extend it; finished matches are not played again. A contestant
that fails to load, crashes or hangs is tried once more and then withdrawn.

With --shard a part of the run is played, e.g. on another machine; kumite merge
combines the folders of all parts. With --nats the matches are played by kumite worker
on any number of machines.`,
		Example: `  kumite tournament models/pro-ce.onnx script:pro
  kumite tournament --gauntlet script:pro --pairs 200 --out run 'a.onnx?decode=argmax' a.onnx script:pro
  kumite tournament --out run --pairs 400
  kumite tournament --challenge champion.onnx --sprt 0,30 --out run candidate.onnx`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.parse(cmd.Flags(), args); err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "matches")
			defer bar.done()
			x.setup.Warn = cli.WarnOnce(logger(cmd))
			t := arena.Tournament{
				Config: x.cfg, Load: x.setup.Loader(), Latency: x.latency, Workers: x.workers, Budget: x.budget,
				RetryWithdrawn: x.retry, Log: logger(cmd), Progress: bar.set, Started: func(r *arena.Running) { bar.standing = r },
			}
			m, stop, err := x.metrics.Start(cmd.Context(), logger(cmd))
			if err != nil {
				return err
			}
			defer stop() // a server that only reads
			if m != nil {
				t.Played = m.Leg
			}
			return x.nats.during(logger(cmd), x.setup, func(place func(*arena.Tournament)) error {
				place(&t)
				switch {
				case x.gate.dir != "":
					return x.runGate(cmd, t)
				case len(x.sweep.asked) > 0:
					return x.runSweep(cmd, args, t)
				}
				return x.run(cmd, args, t)
			})
		},
	}
	x.flags(cmd)
	return cmd
}

func (x *tournamentFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&x.cfg.Pairs, "pairs", 100, "pairs of matches per pairing")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the run")
	cli.DelayFlag(f, &x.cfg.Delay)
	f.StringArrayVar(&x.cfg.Gauntlet, "gauntlet", nil, "the other contestants meet this `contestant` and not each other; repeatable")
	f.StringVar(&x.champion, "challenge", "", "the other contestants meet this `contestant`, the champion, until a sequential test decides")
	f.StringVar(&x.sprt, "sprt", "", "end each pairing with a sequential test of `ELO0,ELO1` (default with --challenge: 0,50)")
	f.Float64Var(&x.test.Alpha, "alpha", x.test.Alpha, "error rate of the test under ELO0")
	f.Float64Var(&x.test.Beta, "beta", x.test.Beta, "error rate of the test under ELO1")
	f.IntVar(&x.test.MaxPairs, "max-pairs", x.test.MaxPairs, "pairs after which a test is inconclusive")
	f.DurationVar(&x.budget, "budget", 0, "start no further pair after this time, e.g. 10m; the number of pairs then depends on the machine")
	f.Int32Var(&x.seconds, "match-seconds", x.cfg.Rules.MatchTicks/sim.TickRate, "length of a match in seconds")
	wrongPressFlag(f, &x.cfg.Rules)
	cli.WorkersFlag(f, &x.workers, "matches played in parallel; does not change the results")
	f.StringVar(&x.out, "out", "", "`folder` of the run and its replays, new or to resume")
	f.BoolVar(&x.cfg.KeepScores, "keep-scores", false, "keep the models' probabilities and decisions beside the replays, for the report; the results are the same")
	f.BoolVar(&x.retry, "retry-withdrawn", false, "resume with the contestants that were withdrawn in the folder")
	f.StringVar(&x.latency, "latency", "", "distribution of the delays: fixed:DURATION, file:FILE.csv (one number of milliseconds per line) or measured (on this machine)")
	x.metrics.Add(f, true)
	cli.Bound(f, "pairs", number.Whole(1, arena.MaxPairs))
	cli.Bound(f, "alpha", errorRate)
	cli.Bound(f, "beta", errorRate)
	cli.Bound(f, "max-pairs", number.Whole(1, arena.MaxPairs))
	cli.Bound(f, "match-seconds", number.Whole(1, 3600))
	cli.Duration(f, "budget")
	x.sweep.flags(f)
	x.gate.flags(f)
	x.nats.coordinatorFlags(f)
	formFlags(cmd, &x.form)
	cli.SetupFlags(cmd, &x.setup)
	cli.IsolationFlags(cmd, &x.setup.Isolation, bot.Auto)
	f.BoolVar(&x.collapse, "fail-on-collapse", false, "exit with 1 if a model has collapsed, i.e. hardly ever acts")
	f.BoolVar(&x.void, "fail-on-void", false, "exit with 1 if a contestant is withdrawn")
	f.BoolVar(&x.reject, "fail-on-reject", false, "exit with 1 if a test does not end with H1")
	cmd.ValidArgsFunction = cli.CompleteContestants
	cmd.MarkFlagsMutuallyExclusive("challenge", "gauntlet")
	shardFlag(cmd, &x.cfg.Shard)
}

// run plays a tournament and prints its results. If it was interrupted, it prints
// those of the finished matches.
func (x *tournamentFlags) run(cmd *cobra.Command, args []string, t arena.Tournament) error {
	if err := t.Config.SetContestants(args, x.champion); err != nil {
		return err
	}
	if t.Grow = x.out != ""; t.Grow {
		if err := t.Config.Continue(x.out, x.stated(cmd.Flags())); err != nil {
			return err
		}
	}
	out, err := t.Run(cmd.Context(), x.out)
	var early *arena.Unfinished
	shown := err == nil || errors.As(err, &early) && early.Interrupted() && x.form.ForPeople()
	err = resumable(cmd, err)
	if shown {
		err = errors.Join(report.Tournament(cmd.OutOrStdout(), out, recommend.Leader(out.Results, out.Legs), x.form), err)
	}
	if err != nil {
		return err
	}
	sayResume(cmd, x.out, out.Results)
	return x.verdict(out.Results)
}

// verdict returns the error of results that a --fail-on flag refuses.
func (x *tournamentFlags) verdict(r arena.Results) error {
	if all := r.Collapsed(); x.collapse && len(all) > 0 {
		return cli.Bad(fmt.Sprintf("%s has collapsed: %.2f skills per minute", all[0].Name, all[0].SkillsPerMinute))
	}
	if all := r.Withdrawn(); x.void && len(all) > 0 {
		return cli.Bad(fmt.Sprintf("%s was withdrawn: %s", all[0].Name, all[0].Withdrawn))
	}
	if all := r.Unaccepted(); x.reject && len(all) > 0 {
		return cli.Bad(fmt.Sprintf("%s against %s: the test ended with %s after %d pairs", all[0].A, all[0].B, all[0].SPRT.Verdict, all[0].Pentanomial.Pairs()))
	}
	return nil
}

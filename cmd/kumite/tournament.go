package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// tournamentFlags is the command line of a tournament.
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
	sweep    sweepFlags
	gate     gateFlags
	setup    bot.Setup
}

func tournamentCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := &tournamentFlags{cfg: arena.Config{Rules: sim.DefaultRules()}, test: rating.DefaultSPRT()}
	cmd := &cobra.Command{
		Use:   "tournament [flags] CONTESTANT...",
		Short: "Play seeded, paired matches: who wins, how surely, and how did each behave?",
		Long: `Tournament plays every pairing in swapped pairs on common seeds and prints win
rates with 95 % intervals. A contestant is script:NAME or PATH.onnx with an
optional query, e.g. 'models/pro-ce.onnx?decode=argmax&name=naive'.

Everybody meets everybody, or with --gauntlet only those named there, or with
--challenge the champion. With --challenge or --sprt each pairing ends when a
sequential test has decided it: H1 (ELO1 rather than ELO0), H0, or
inconclusive after --max-pairs.

With --out the run is kept in a folder, replays included, and resumes there
when the same command is given again. A contestant that fails to load,
crashes or hangs is tried once more, and then withdrawn with its reason.`,
		Example: `  kumite tournament models/pro-ce.onnx script:pro
  kumite tournament --gauntlet script:pro --pairs 200 --out run 'a.onnx?decode=argmax' a.onnx script:pro
  kumite tournament --challenge champion.onnx --sprt 0,30 --out run candidate.onnx`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.parse(cmd.Flags(), args); err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "matches")
			defer bar.done()
			t := arena.Tournament{
				Config: x.cfg, Load: x.setup.Loader(), Latency: x.latency, Workers: x.workers, Budget: x.budget,
				RetryWithdrawn: x.retry, Log: logger(cmd), Progress: bar.set,
			}
			switch {
			case x.gate.dir != "":
				return x.runGate(cmd, t)
			case x.sweep.asked != "":
				return x.runSweep(cmd, args, t)
			}
			return x.run(cmd, args, t)
		},
	}
	x.flags(cmd)
	return cmd
}

func (x *tournamentFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&x.cfg.Pairs, "pairs", 100, "pairs of matches for each pairing")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "of the run")
	f.Int32Var(&x.cfg.DelayTicks, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.StringArrayVar(&x.cfg.Gauntlet, "gauntlet", nil, "the others meet this `contestant` and not each other; may be given again")
	f.StringVar(&x.champion, "challenge", "", "the others meet this `contestant` until a sequential test decides; it need not be named again")
	f.StringVar(&x.sprt, "sprt", "", "end each pairing by a sequential test of `ELO0,ELO1` (with --challenge 0,50)")
	f.Float64Var(&x.test.Alpha, "alpha", x.test.Alpha, "the test's error rate under ELO0")
	f.Float64Var(&x.test.Beta, "beta", x.test.Beta, "the test's error rate under ELO1")
	f.IntVar(&x.test.MaxPairs, "max-pairs", x.test.MaxPairs, "pairs after which a test is inconclusive")
	f.DurationVar(&x.budget, "budget", 0, "begin no further pair after this time, e.g. 10m; how far it comes depends on the machine")
	f.Int32Var(&x.seconds, "match-seconds", x.cfg.Rules.MatchTicks/sim.TickRate, "length of a match")
	f.Int32Var(&x.cfg.Rules.WrongPressCost, "wrong-press-cost", 0, wrongPressHelp)
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "matches at once; does not change the results")
	f.StringVar(&x.out, "out", "", "keep the run, with replays, in this `folder`, or resume it there")
	f.BoolVar(&x.retry, "retry-withdrawn", false, "play on with contestants that were withdrawn in the folder")
	f.StringVar(&x.latency, "latency", "", "draw each decision's delay from fixed:35ms, file:samples.csv (one number of ms in a row) or measured (on this machine)")
	x.sweep.flags(f)
	x.gate.flags(f)
	formFlags(cmd, &x.form)
	cli.SetupFlags(f, &x.setup)
	cli.IsolationFlags(f, &x.setup.Isolation)
	f.BoolVar(&x.collapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	f.BoolVar(&x.void, "fail-on-void", false, "exit 1 when a contestant is withdrawn")
	f.BoolVar(&x.reject, "fail-on-reject", false, "exit 1 when a test does not end with H1")
	cmd.MarkFlagsMutuallyExclusive("challenge", "gauntlet")
}

// wrongPressHelp explains the flag of every command that plays matches.
const wrongPressHelp = "health (of 1000) that a skill takes from its own fighter when it is over and has hit, turned and eaten nothing"

// run plays a tournament and prints its results; of one that was interrupted,
// those of what is finished.
func (x *tournamentFlags) run(cmd *cobra.Command, args []string, t arena.Tournament) error {
	if err := t.Config.SetContestants(args, x.champion); err != nil {
		return err
	}
	out, err := t.Run(cmd.Context(), x.out)
	var early *arena.Unfinished
	shown := err == nil || errors.As(err, &early) && early.Interrupted() && x.form.ForPeople()
	err = resumable(cmd, err)
	if shown {
		err = errors.Join(report.Tournament(cmd.OutOrStdout(), out.Results, out.Replays, x.form), err)
	}
	if err != nil {
		return err
	}
	x.sayResume(cmd, out.Results)
	return x.verdict(out.Results)
}

// resumable completes the error of a run that ended early with the command that
// resumes it, where there is something to resume.
func resumable(cmd *cobra.Command, err error) error {
	var early *arena.Unfinished
	switch {
	case !errors.As(err, &early):
		return err
	case early.Interrupted() && early.Dir == "":
		return fmt.Errorf("%s: %w; nothing is kept without --out", cmd.Name(), err)
	case early.Interrupted():
		return interrupted(cmd, "kept %d of %d matches in %s", early.Finished, early.Planned, early.Dir)
	case early.Dir == "":
		return err
	}
	return fmt.Errorf("%w; %s", err, resumeWith())
}

// sayResume prints the command that resumes a run which its budget ended.
func (x *tournamentFlags) sayResume(cmd *cobra.Command, r arena.Results) {
	if r.Ended == arena.EndedByClock && x.out != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), resumeWith())
	}
}

// verdict is the error of results that are bad news.
func (x *tournamentFlags) verdict(r arena.Results) error {
	for _, c := range r.Contestants {
		if c.Collapsed && x.collapse {
			return cli.Bad(fmt.Sprintf("%s has collapsed: %.2f skills a minute", c.Name, c.SkillsPerMinute))
		}
	}
	for _, c := range r.Contestants {
		if c.Withdrawn != nil && x.void {
			return cli.Bad(fmt.Sprintf("%s was withdrawn: %s", c.Name, c.Withdrawn))
		}
	}
	for _, p := range r.Pairings {
		if p.SPRT.Verdict != rating.AcceptH1 && x.reject {
			return cli.Bad(fmt.Sprintf("%s against %s: the test ends with %s after %d pairs", p.A, p.B, p.SPRT.Verdict, p.Pentanomial.Pairs()))
		}
	}
	return nil
}

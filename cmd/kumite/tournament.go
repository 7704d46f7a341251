package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	pardon   bool
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

With --out the run is kept in a folder, replays included, and goes on from
there when the same command is given again. A contestant that fails to load,
crashes or hangs is tried once more, and then withdrawn with its reason.`,
		Example: `  kumite tournament models/pro-ce.onnx script:pro
  kumite tournament --gauntlet script:pro --pairs 200 --out run 'a.onnx?decode=argmax' a.onnx script:pro
  kumite tournament --challenge champion.onnx --sprt 0,30 --out run candidate.onnx`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(x.sweep.validate(cmd.Flags()), x.gate.validate(cmd.Flags(), args)); err != nil {
				return err
			}
			if x.gate.dir != "" {
				return x.runGate(cmd, logger(cmd))
			}
			if x.sweep.asked != "" {
				return x.runSweep(cmd, args, logger(cmd))
			}
			if err := x.parse(cmd.Flags(), args); err != nil {
				return err
			}
			t, err := x.tournament(x.setup.Loader(), logger(cmd))
			if err != nil {
				return err
			}
			results, err := t.run(cmd, x.out)
			var ended *stopped
			if errors.As(err, &ended) && x.form.ForPeople() {
				return errors.Join(report.Tournament(cmd.OutOrStdout(), results, t.replays, x.form), ended) // what is finished
			}
			if err != nil {
				return err
			}
			if err := report.Tournament(cmd.OutOrStdout(), results, t.replays, x.form); err != nil {
				return err
			}
			if results.Ended == arena.EndedByClock && x.out != "" {
				fmt.Fprintln(cmd.ErrOrStderr(), goOn())
			}
			return x.verdict(results)
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
	f.StringVar(&x.out, "out", "", "keep the run, with replays, in this `folder`, or go on with it")
	f.BoolVar(&x.pardon, "retry-withdrawn", false, "go on with contestants that were withdrawn in the folder")
	f.StringVar(&x.latency, "latency", "", latencyUsage)
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

// tournament is the run that was parsed.
func (x *tournamentFlags) tournament(load bot.Loader, log zerolog.Logger) (*tournament, error) {
	var err error
	if x.cfg.Latency, err = newLatency(x.latency, x.out, x.cfg.Contestants, load, log); err != nil {
		return nil, err
	}
	return &tournament{cfg: x.cfg, load: load, workers: x.workers, budget: x.budget, pardon: x.pardon, log: log}, nil
}

// wrongPressHelp explains the flag of every command that plays matches.
const wrongPressHelp = "health (of 1000) that a skill takes from its own fighter when it is over and has hit, turned and eaten nothing"

// parse makes the run's config of flags and arguments.
func (x *tournamentFlags) parse(f *pflag.FlagSet, args []string) (err error) {
	if x.cfg.Contestants, err = bot.ParseAll(args); err != nil {
		return err
	}
	if x.champion != "" {
		if x.cfg.Find(x.champion) < 0 {
			if x.cfg.Contestants, err = bot.ParseAll(append(slices.Clone(args), x.champion)); err != nil {
				return err
			}
		}
		x.cfg.Gauntlet = []string{x.champion}
	}
	switch {
	case x.seconds < 1 || x.seconds > 3600:
		return fmt.Errorf("--match-seconds is %d; want 1 to 3600", x.seconds)
	case x.workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.workers)
	case x.budget < 0:
		return fmt.Errorf("--budget is %v; want more than nothing", x.budget)
	case x.latency != "" && f.Changed("delay"):
		return errors.New("--latency and --delay both set the delay; leave one out")
	case x.pardon && x.out == "":
		return errors.New("--retry-withdrawn goes on with a folder; name it with --out")
	}
	if err := completeForm(&x.form); err != nil {
		return err
	}
	x.cfg.Rules.MatchTicks = x.seconds * sim.TickRate
	if err := x.parseTest(f); err != nil {
		return err
	}
	return x.cfg.Validate()
}

// parseTest says whether the run is a sequential test, and which.
func (x *tournamentFlags) parseTest(f *pflag.FlagSet) error {
	if x.sprt == "" && x.champion == "" {
		for _, name := range []string{"alpha", "beta", "max-pairs", "fail-on-reject"} {
			if f.Changed(name) {
				return fmt.Errorf("--%s is of a sequential test; ask for one with --sprt or --challenge", name)
			}
		}
		return nil
	}
	if f.Changed("pairs") {
		return errors.New("a sequential test plays as many pairs as it needs; bound it with --max-pairs instead of --pairs")
	}
	if x.sprt != "" {
		elos := strings.Split(x.sprt, ",")
		if len(elos) != 2 {
			return fmt.Errorf("--sprt is %q; want ELO0,ELO1, e.g. 0,50", x.sprt)
		}
		for i, to := range []*float64{&x.test.Elo0, &x.test.Elo1} {
			var err error
			if *to, err = strconv.ParseFloat(strings.TrimSpace(elos[i]), 64); err != nil {
				return fmt.Errorf("--sprt is %q; want ELO0,ELO1, e.g. 0,50", x.sprt)
			}
		}
	}
	x.cfg.Test, x.cfg.Pairs = &x.test, x.test.MaxPairs
	return nil
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

// stopped is the error of a run that Ctrl-C ended.
type stopped struct{ error }

// tournament is one run of the command.
type tournament struct {
	cfg     arena.Config
	load    bot.Loader
	workers int
	budget  time.Duration // 0 is none
	pardon  bool          // those who were withdrawn in an earlier session
	log     zerolog.Logger
	replays arena.ReplaySize // of its folder, when it has run
}

// run plays what is missing and returns the results of everything. When it is
// interrupted they are those of what is finished, with a *stopped error.
func (t *tournament) run(cmd *cobra.Command, out string) (results arena.Results, err error) {
	who, err := arena.Identify(t.cfg, t.load)
	if err != nil {
		return results, err
	}
	if out == "" {
		return t.play(cmd, who, nil, "")
	}
	folder, err := arena.OpenFolder(out, t.cfg, who)
	if err != nil {
		return results, err
	}
	if t.pardon {
		folder.Pardon()
	}
	if n := folder.Repeated(); n > 0 {
		t.log.Warn().Int("lines", n).Msg("matches.jsonl tells of finished matches again; each counts once")
	}
	results, err = t.play(cmd, who, folder, out)
	if err = errors.Join(err, folder.Close()); err == nil {
		return results, nil
	}
	var ended *stopped
	if errors.As(err, &ended) {
		return results, ended
	}
	return results, fmt.Errorf("%w; %s", err, goOn())
}

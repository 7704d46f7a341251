package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/sim"
)

func tournamentCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	var (
		cfg      = arena.Config{Rules: sim.DefaultRules()}
		setup    wire.Setup
		seconds  int32
		workers  int
		out      string
		asJSON   bool
		collapse bool
	)
	cmd := &cobra.Command{
		Use:   "tournament [flags] CONTESTANT...",
		Short: "Play seeded, paired matches: who wins, how surely, and how did each behave?",
		Long: `Tournament plays every pairing in swapped pairs on common seeds and prints win
rates with 95 % intervals. A contestant is script:NAME or PATH.onnx with an
optional query, e.g. 'models/pro-ce.onnx?decode=argmax&name=naive'.

With --out the run is kept in a folder, replays included, and goes on from
there when the same command is given again.`,
		Example: `  kumite tournament models/pro-ce.onnx script:pro
  kumite tournament --gauntlet script:pro --pairs 200 --out run 'a.onnx?decode=argmax' a.onnx script:pro`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if cfg.Contestants, err = arena.ParseAll(args); err != nil {
				return err
			}
			if seconds < 1 || seconds > 3600 {
				return fmt.Errorf("--match-seconds is %d; want 1 to 3600", seconds)
			}
			cfg.Rules.MatchTicks = seconds * sim.TickRate
			if workers < 1 {
				return fmt.Errorf("--workers is %d; want at least 1", workers)
			}
			if err := cfg.Validate(); err != nil {
				return err
			}
			t := tournament{cfg: cfg, load: setup.Loader(), workers: workers, log: logger(cmd)}
			results, err := t.run(cmd, out)
			var ended *stopped
			if errors.As(err, &ended) && !asJSON {
				return errors.Join(printResults(cmd.OutOrStdout(), results), ended) // what is finished
			}
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), results)
			} else {
				err = printResults(cmd.OutOrStdout(), results)
			}
			if err != nil {
				return err
			}
			return verdict(results, collapse)
		},
	}
	f := cmd.Flags()
	f.IntVar(&cfg.Pairs, "pairs", 100, "pairs of matches for each pairing")
	f.Uint64Var(&cfg.Seed, "seed", 1, "of the run")
	f.Int32Var(&cfg.DelayTicks, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.StringVar(&cfg.Gauntlet, "gauntlet", "", "everybody meets this contestant only")
	f.Int32Var(&seconds, "match-seconds", cfg.Rules.MatchTicks/sim.TickRate, "length of a match")
	f.Int32Var(&cfg.Rules.WrongPressCost, "wrong-press-cost", 0, wrongPressHelp)
	f.IntVar(&workers, "workers", runtime.NumCPU(), "matches at once; does not change the results")
	f.StringVar(&out, "out", "", "keep the run, with replays, in this folder, or go on with it")
	f.BoolVar(&asJSON, "json", false, "print results.json to stdout")
	setup.Flags(f)
	setup.Isolation.Flags(f)
	f.BoolVar(&collapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	return cmd
}

// wrongPressHelp explains the flag of every command that plays matches.
const wrongPressHelp = "health (of 1000) that a skill takes from its own fighter when it is over and has hit, turned and eaten nothing"

// verdict is the error of results that are bad news.
func verdict(r arena.Results, failOnCollapse bool) error {
	for _, c := range r.Contestants {
		if c.Collapsed && failOnCollapse {
			return badAnswer{fmt.Sprintf("%s has collapsed: %.2f skills a minute", c.Name, c.SkillsPerMinute)}
		}
	}
	return nil
}

// tournament is one run of the command.
type tournament struct {
	cfg     arena.Config
	load    arena.Loader
	workers int
	log     zerolog.Logger
}

// run plays what is missing and returns the results of everything. When it is
// interrupted they are those of what is finished, with a *stopped error.
func (t *tournament) run(cmd *cobra.Command, out string) (results arena.Results, err error) {
	who, err := arena.Probe(t.cfg, t.load)
	if err != nil {
		return results, err
	}
	var legs []arena.Leg
	var folder *arena.Folder
	if out != "" {
		if folder, err = arena.OpenFolder(out, t.cfg, who); err != nil {
			return results, err
		}
		defer func() { err = errors.Join(err, folder.Close()) }()
		legs = folder.Legs()
		if n := folder.Repeated(); n > 0 {
			t.log.Warn().Int("lines", n).Msg("matches.jsonl tells of finished matches again; each counts once")
		}
	}
	done := map[arena.Key]bool{}
	for _, l := range legs {
		done[l.Key()] = true
	}
	planned := 2 * t.cfg.Pairs * len(t.cfg.Pairings())
	bar := newProgress(cmd.ErrOrStderr(), "matches", planned-len(done))
	latency, err := arena.Run(cmd.Context(), t.cfg, who, t.load, t.workers,
		func(k arena.Key) bool { return done[k] },
		func(played []arena.Played) error {
			for _, p := range played {
				if p.Leg.Outcome == arena.Void {
					t.log.Warn().Str("a", p.Leg.A).Str("b", p.Leg.B).Int("pair", p.Leg.Pair).Int("leg", p.Leg.Leg).Msg("void: " + p.Leg.Reason)
				}
				legs = append(legs, p.Leg)
			}
			bar.add(len(played))
			if folder == nil {
				return nil
			}
			return folder.Write(played)
		})
	bar.done()
	interrupt := errors.Is(err, context.Canceled)
	if err != nil && !interrupt {
		return results, err
	}
	if results, err = arena.Summarize(t.cfg, who, legs, latency); err != nil {
		return results, err
	}
	switch {
	case interrupt && folder == nil:
		return results, &stopped{fmt.Errorf("tournament: interrupted after %d of %d matches; nothing is kept without --out", len(legs), planned)}
	case interrupt:
		return results, &stopped{interrupted(cmd, "kept %d of %d matches in %s", len(legs), planned, out)}
	case folder == nil:
		return results, nil
	}
	folder.KeepTimings(&results)
	return results, folder.WriteResults(results)
}

// stopped is the error of a run that Ctrl-C ended.
type stopped struct{ error }

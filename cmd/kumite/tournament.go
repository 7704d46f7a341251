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
	"github.com/kumite/kumite/sim/duel"
)

func tournamentCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	var (
		cfg      = arena.Config{Rules: sim.DefaultRules()}
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
			if cmd.Flags().Changed("match-seconds") {
				cfg.Rules.MatchTicks = seconds * sim.TickRate
			}
			if workers < 1 {
				return fmt.Errorf("--workers is %d; want at least 1", workers)
			}
			if err := cfg.Validate(); err != nil {
				return err
			}
			t := tournament{cfg: cfg, load: wire.Loader(wire.Fastest), workers: workers, log: logger(cmd)}
			results, err := t.run(cmd, out)
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
	f.IntVar(&workers, "workers", runtime.NumCPU(), "matches at once; does not change the results")
	f.StringVar(&out, "out", "", "keep the run, with replays, in this folder, or go on with it")
	f.BoolVar(&asJSON, "json", false, "print results.json to stdout")
	f.BoolVar(&collapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	return cmd
}

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

// run plays what is missing and returns the results of everything.
func (t *tournament) run(cmd *cobra.Command, out string) (results arena.Results, err error) {
	who, err := arena.Probe(t.cfg, t.load)
	if err != nil {
		return results, err
	}
	var legs []arena.Leg
	var folder *arena.Folder
	if out != "" {
		if folder, err = arena.OpenFolder(out, arena.NewManifest(t.cfg, who)); err != nil {
			return results, err
		}
		defer func() { err = errors.Join(err, folder.Close()) }()
		legs = folder.Legs()
	}
	type key struct{ pairing, index int }
	done := map[key]bool{}
	for _, l := range legs {
		done[key{l.Pairing, l.Pair}] = true
	}
	bar := newProgress(cmd.ErrOrStderr(), "pairs", len(t.cfg.Pairings())*t.cfg.Pairs)
	bar.add(len(done))
	latency, err := arena.Run(cmd.Context(), t.cfg, t.load, t.workers,
		func(pairing, index int) bool { return done[key{pairing, index}] },
		func(pair [2]arena.Leg, recordings [2]*duel.Recording) error {
			for _, l := range pair {
				if l.Outcome == arena.Void {
					t.log.Warn().Str("a", l.A).Str("b", l.B).Int("pair", l.Pair).Msg("void: " + l.Reason)
				}
			}
			legs = append(legs, pair[:]...)
			bar.add(1)
			if folder == nil {
				return nil
			}
			return folder.Write(pair, recordings)
		})
	bar.done()
	if errors.Is(err, context.Canceled) {
		if folder == nil {
			return results, errors.New("tournament: interrupted; nothing is kept without --out")
		}
		return results, interrupted(cmd, "kept %d pairs in %s", len(legs)/2, out)
	}
	if err != nil {
		return results, err
	}
	if results, err = arena.Summarize(t.cfg, who, legs, latency); err != nil || folder == nil {
		return results, err
	}
	return results, folder.WriteResults(results)
}

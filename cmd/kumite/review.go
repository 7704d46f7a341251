package main

import (
	"cmp"
	"errors"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/installed"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/report/html"
)

func reviewCommand() *cobra.Command {
	var cfg review.Config
	var first, out, player string
	var others []string
	cmd := &cobra.Command{
		Use:   "review RUN --a NAME --b NAME --out DIR",
		Short: "Compare contestants blind: people judge clips without names",
		Long: `Review prepares a page of clips from a run's replays. The two clips of a pair begin in
the same situation, just before the contestants first act differently. Nothing on the
page says who plays; which clip is on the left is drawn from the seed, and a tenth of the
pairs appears twice. DIR/key.json says who is who: keep it from the reviewers, and send
them DIR/review.html. Each exports a file, which review add reads; review results names
the contestants by the key.`,
		Example: `  kumite review run --a pro-ce --b pro-rgb --out review
  kumite review add review verdicts.json
  kumite review results review`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := arena.Read(args[0])
			if err != nil {
				return err
			}
			if player = cmp.Or(player, installed.Player()); player == "" {
				return errors.New("review: the page needs the replay player; build it with `make web`, or name its folder with --player")
			}
			p, err := html.ReadPlayer(player)
			if err != nil {
				return err
			}
			cfg.Contestants = append([]string{first}, others...)
			sheet, key, err := review.Prepare(cmd.Context(), run, out, cfg)
			if err != nil {
				return err
			}
			page := filepath.Join(out, "review.html")
			if err := durable.WriteFile(page, func(w io.Writer) error { return html.WriteReview(w, sheet, cli.Version(), p) }); err != nil {
				return err
			}
			return report.ReviewPrepared(cmd.OutOrStdout(), page, key)
		},
	}
	f := cmd.Flags()
	f.StringVar(&first, "a", "", "first contestant, by its `name` in the run")
	f.StringArrayVar(&others, "b", nil, "`name` of a contestant to compare it with (repeatable; all are compared with each other)")
	f.StringVar(&out, "out", "", "`folder` of the review")
	f.IntVar(&cfg.Situations, "situations", 54, "largest number of situations for each two contestants")
	f.IntVar(&cfg.Seconds, "seconds", 8, "length of a clip")
	f.Uint64Var(&cfg.Seed, "seed", 1, "seed of situations, order and sides")
	f.StringVar(&player, "player", "", "`folder` of the replay player (default: kumite-web beside the program)")
	cli.Bound(f, "situations", number.Whole(1, 1000))
	cli.Bound(f, "seconds", number.Whole(2, 60))
	required(cmd, "a", "b", "out")
	cmd.AddCommand(reviewAdd(), reviewResults())
	return cmd
}

func reviewAdd() *cobra.Command {
	return &cobra.Command{
		Use:   "add DIR FILE.json...",
		Short: "Add verdicts that reviewers exported",
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, path := range args[1:] {
				n, err := review.Add(args[0], path)
				if err != nil {
					return err
				}
				if err := report.ReviewAdded(cmd.OutOrStdout(), path, n); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func reviewResults() *cobra.Command {
	var form report.Form
	cmd := &cobra.Command{
		Use:   "results DIR",
		Short: "Print which contestants the reviewers prefer, with intervals, and how far they agree",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := review.Results(args[0])
			if err != nil {
				return err
			}
			return report.Review(cmd.OutOrStdout(), doc, form)
		},
	}
	tableFlags(cmd, &form)
	return cmd
}

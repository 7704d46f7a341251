package main

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/installed"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/report/html"
	"github.com/kumite/kumite/internal/safefile"
)

// reportFlags are the flags of kumite report.
type reportFlags struct {
	out   string
	tests string // a file, "" for none

	sweeps, studies []string // files and folders
	evals           []string // files
	force           bool     // compare runs of different rules or timing

	player string // a folder, "" for the one beside the program
}

func reportCommand() *cobra.Command {
	x := &reportFlags{}
	cmd := &cobra.Command{
		Use:   "report --out FILE RUN [OTHER_RUN...]",
		Short: "Write a tournament's report with playable matches, as one HTML file",
		Long: `Report writes the results of a tournament's folder as one HTML file that needs no
network: which contestant to ship, how certain that is and what speaks against it,
standings, the cross table, ledgers, and every match to watch. It prints the
recommendation. In the player a moment can be tagged with what is wrong there; the page
exports the tags as a file for feedback add. --scenarios shows which complaints each
contestant settles or brings back. For each other run, the page shows the scores of the
contestants there, with the paired differences of kumite compare; --eval adds results on
logs, and --sweep and --study add charts.

The replay player is built by make web and found in the folder kumite-web beside the
program or in ../lib/kumite. Without it the report has no replays.`,
		Example: `  kumite tournament --out run --pairs 100 models/pro-ce.onnx models/pro-rgb.onnx script:pro
  kumite report --out report.html run`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return x.run(cmd, args) },
	}
	cmd.Flags().Var(cli.OutputFile(&x.out, safefile.Markup), "out", "`file` to write")
	cmd.Flags().StringArrayVar(&x.evals, "eval", nil, "show the confusion matrices and the reliability of this `file` of eval --json, or of the models of a study's folder (repeatable)")
	cmd.Flags().StringArrayVar(&x.sweeps, "sweep", nil, "show the chart of this `file` of tournament --sweep --json (repeatable)")
	cmd.Flags().StringArrayVar(&x.studies, "study", nil, "show the charts of this `folder` of study --out (repeatable)")
	cmd.Flags().BoolVar(&x.force, "force", false, "compare runs even if their rules or timing differ")
	cmd.Flags().StringVar(&x.tests, "scenarios", "", "show the complaints of this `file`, as eval --scenarios --json prints it")
	cmd.Flags().StringVar(&x.player, "player", "", "`folder` of the replay player (default: kumite-web beside the program)")
	required(cmd, "out")
	return cmd
}

func (x *reportFlags) run(cmd *cobra.Command, dirs []string) error {
	run, err := arena.Read(dirs[0])
	if err != nil {
		return err
	}
	doc := html.Document{Title: title(dirs[0]), Version: cli.Version(), Run: run}
	advice := recommend.Config{Run: run}
	for _, other := range dirs[1:] {
		record, err := arena.Read(other)
		if err != nil {
			return err
		}
		d, err := compare.Records(record, run, x.force)
		if err != nil {
			return err
		}
		doc.Others, advice.Others = append(doc.Others, d), append(advice.Others, record)
	}
	bar := newProgress(cmd.ErrOrStderr(), "replays")
	doc.Broken, err = breakdown.Run(cmd.Context(), breakdown.Config{Run: run, Workers: runtime.NumCPU(), Progress: bar.set})
	if bar.done(); cmd.Context().Err() != nil {
		return cmd.Context().Err()
	} else if err != nil { // the rest of the page is still worth reading
		doc.Notes = append(doc.Notes, fmt.Sprintf("how matches were lost is not shown: %v", err))
	}
	if doc.Offline, err = html.ReadEvaluations(x.evals); err != nil {
		return err
	}
	if doc.Figures, err = report.ReadFigures(x.sweeps, x.studies); err != nil {
		return err
	}
	doc.Models = inspect.Files(run.Specs())
	if x.tests != "" {
		if doc.Tests, err = scenario.Read(x.tests); err != nil {
			return err
		}
		advice.Tests = doc.Tests
	}
	if doc.Advice, err = recommend.Run(cmd.Context(), advice); err != nil {
		return err
	}
	if doc.Player, err = x.readPlayer(cmd.ErrOrStderr()); err != nil {
		return err
	}
	if err := durable.WriteFile(x.out, func(w io.Writer) error { return html.Write(w, doc) }); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), doc.Advice.Sentence)
	return nil
}

// title returns the name of a run's folder.
func title(dir string) string {
	if path, err := filepath.Abs(dir); err == nil {
		return filepath.Base(path)
	}
	return dir
}

// readPlayer reads the replay player. Without --player it may be missing.
func (x *reportFlags) readPlayer(log io.Writer) (*html.Player, error) {
	if x.player != "" {
		return html.ReadPlayer(x.player)
	}
	dir := installed.Player()
	if dir == "" {
		fmt.Fprintln(log, "the report has no replays: kumite-web is not beside kumite; build it with `make web`")
		return nil, nil
	}
	return html.ReadPlayer(dir)
}

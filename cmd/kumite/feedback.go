package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/sim"
)

func feedbackCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "feedback",
		Short: "Collect what people complain about, and turn it into tests",
		Long: `Feedback keeps complaints about moments of matches in a folder. A report that is open in
a browser exports them, with the replays; add imports that file. Scenarios turns them into
small tests, which eval --scenarios runs with any contestant.`,
		Example: `  kumite feedback add feedback.json
  kumite feedback list
  kumite feedback scenarios --out scenarios
  kumite eval --scenarios scenarios models/pro-ce.onnx models/pro-rgb.onnx
  kumite feedback issue 1 --link report.html`,
	}
	helps(cmd)
	cmd.PersistentFlags().StringVar(&dir, "dir", "feedback", "`folder` of the complaints")
	cmd.AddCommand(feedbackAdd(&dir), feedbackList(&dir), feedbackScenarios(&dir), feedbackIssue(&dir))
	return cmd
}

func feedbackAdd(dir *string) *cobra.Command {
	var tag feedback.Tag
	var replay, kind string
	cmd := &cobra.Command{
		Use:   "add (FILE.json | --replay FILE --tick N --side SIDE --kind KIND)",
		Short: "Add complaints: a file that a report exported, or one about a replay",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			var added []feedback.Complaint
			switch {
			case len(args) == 1:
				if err = cli.Refuse(cmd.Flags(), "cannot be used with a file that a report exported, which says it itself; leave one out", "replay", "tick", "side", "kind", "note", "who"); err == nil {
					added, err = feedback.Import(*dir, args[0])
				}
			case replay == "":
				return errors.New("nothing to add; name the file that a report exported, or use --replay FILE --tick N --side SIDE --kind KIND")
			default:
				tag.Kind, tag.When = feedback.Kind(kind), time.Now().UTC().Format(time.RFC3339)
				added, err = feedback.Add(*dir, replay, tag)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), report.FeedbackAdded(*dir, added))
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&replay, "replay", "", "complain about a moment of the replay in this `file`")
	f.Int32Var(&tag.Tick, "tick", 0, "`tick` of the moment")
	f.StringVar(&tag.Side, "side", "left", "`side` that is complained about, left or right")
	f.StringVar(&kind, "kind", string(feedback.Note), fmt.Sprintf("what is wrong, one of %v", feedback.Kinds()))
	f.StringVar(&tag.Note, "note", "", "free `text`")
	f.StringVar(&tag.Who, "who", "", "`name` of the person who complains")
	cli.Bound(f, "tick", number.Whole(0, 3600*sim.TickRate))
	cli.CompleteFlag(cmd, "side", "left", "right")
	return cmd
}

func feedbackList(dir *string) *cobra.Command {
	var form report.Form
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List complaints, grouped by kind, skill and model",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := feedback.ReadList(*dir)
			if err != nil {
				return err
			}
			return report.Feedback(cmd.OutOrStdout(), list, form)
		},
	}
	tableFlags(cmd, &form)
	return cmd
}

func feedbackScenarios(dir *string) *cobra.Command {
	var out string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "scenarios --out DIR",
		Short: "Make a test of each complaint",
		Long: `Scenarios writes a test of each complaint: the replay up to the moment, and what must or
must not be pressed then. The files may be edited; docs/formats.md describes them.
Complaints that need a person's judgement are listed with the reason.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			made, skipped, err := scenario.Make(cmd.Context(), *dir, out, seed)
			if err != nil {
				return err
			}
			return report.ScenariosMade(cmd.OutOrStdout(), out, made, skipped)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write to")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the variations")
	required(cmd, "out")
	return cmd
}

func feedbackIssue(dir *string) *cobra.Command {
	var link string
	cmd := &cobra.Command{
		Use:   "issue N",
		Short: "Print a complaint as Markdown, for an issue tracker",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := feedback.ReadList(*dir)
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(args[0])
			c, ok := list.Find(n)
			if err != nil || !ok {
				return fmt.Errorf("%s has no complaint %q; it has 1 to %d, see `kumite feedback list`", *dir, args[0], len(list.Complaints))
			}
			return report.FeedbackIssue(cmd.OutOrStdout(), feedback.ReplayPath(*dir, c), link, c)
		},
	}
	cmd.Flags().StringVar(&link, "link", "", "`address` of the report, to link to the moment, or to the report if the complaint names no match")
	return cmd
}

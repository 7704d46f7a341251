package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

func logsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Can these logs be trusted?",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(logsCheckCommand())
	return cmd
}

// logsCheck is what `kumite logs check --json` prints.
type logsCheck struct {
	Schema     string              `json:"schema"`
	Verdict    logs.Verdict        `json:"verdict"` // the worst of the checks
	Recordings int                 `json:"recordings"`
	Frames     int                 `json:"frames"`
	Seed       uint64              `json:"seed"`
	Checks     []logs.Finding      `json:"checks"`
	Probe      *offline.Visibility `json:"probe"` // null where there is too little to go by
	Model      *modelScan          `json:"model"` // null without --model
}

// checkFlags is what the command line asks for.
type checkFlags struct {
	model      string
	showsAfter int
	frames     int
	asJSON     bool
	seed       uint64
	workers    int
	setup      bot.Setup
}

func logsCheckCommand() *cobra.Command {
	x := checkFlags{setup: bot.Setup{Eye: bot.OpenCV}}
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Do labels leak into frames or lag behind them, and is all there?",
		Long: `Check looks at every frame and row of a log folder and gives a verdict, with the
mend, on files, class counts, decision period, missing and blank frames,
duplicates, sides and availability.

It finds labels that leak into their frames or lag behind them without any
model: a linear probe learns on half of the recordings what changes on a small
grey picture when a press shows, for each offset of the label from −10 to +10
frames, and is scored on the other half. A frame is seen before the press that
it is labelled with, so presses must first show one frame later. What shows at
offset 0 or before is a leak; what shows later is a label that came too early,
or a game that answers slowly, for which there is --shows-after.

With --model its decisions are compared with the labels moved by the same
offsets; then with all frames blanked, and with its scores shuffled in time:
what it still scores then, it does not see on the screen.

It ends with 1 when a check fails.`,
		Example: `  kumite logs check logs
  kumite logs check logs --model models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.model, "model", "", "a `model` to compare with the labels, too")
	f.IntVar(&x.showsAfter, "shows-after", 1, "frames from a label's frame to the first that shows the press")
	f.IntVar(&x.frames, "probe-frames", 20000, "look for presses in recordings of about this many frames, evenly spread")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.Uint64Var(&x.seed, "seed", 1, "of what is shuffled in time")
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	cli.SetupFlags(f, &x.setup)
	return cmd
}

func (x *checkFlags) run(cmd *cobra.Command, dir string) error {
	switch {
	case x.workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.workers)
	case x.showsAfter < 0 || x.showsAfter > offline.Reach:
		return fmt.Errorf("--shows-after is %d; want 0 to %d", x.showsAfter, offline.Reach)
	case x.frames < 1:
		return fmt.Errorf("--probe-frames is %d; want at least 1", x.frames)
	}
	folder, err := logs.Open(dir)
	if err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "recordings", len(folder.Recordings))
	survey, err := logs.Look(cmd.Context(), folder, x.workers, x.frames, func() { bar.add(1) })
	bar.done()
	if err != nil {
		return errors.New("logs check: interrupted")
	}
	doc := logsCheck{Schema: "kumite.logs-check/1", Recordings: len(survey.Recordings), Seed: x.seed, Checks: survey.Check()}
	for _, r := range survey.Recordings {
		doc.Frames += len(r.Rows)
	}
	found, finding, err := x.alignment(survey)
	if err != nil {
		return err
	}
	doc.Probe, doc.Checks = found, append(doc.Checks, finding)
	if x.model != "" {
		scan, findings, err := x.scanModel(cmd, folder, survey)
		if err != nil {
			return err
		}
		doc.Model, doc.Checks = scan, append(doc.Checks, findings...)
	}
	doc.Verdict = worst(doc.Checks)
	if x.asJSON {
		err = durable.EncodeJSON(cmd.OutOrStdout(), doc)
	} else {
		printLogsCheck(cmd.OutOrStdout(), dir, doc)
	}
	if err == nil && doc.Verdict == logs.Fail {
		var failed []string
		for _, c := range doc.Checks {
			if c.Verdict == logs.Fail {
				failed = append(failed, c.Check)
			}
		}
		err = cli.Bad(fmt.Sprintf("logs %s: FAIL: %s", dir, strings.Join(failed, ", ")))
	}
	return err
}

func worst(findings []logs.Finding) logs.Verdict {
	v := logs.OK
	for _, f := range findings {
		switch {
		case f.Verdict == logs.Fail:
			return logs.Fail
		case f.Verdict == logs.Warn:
			v = logs.Warn
		}
	}
	return v
}

// alignment runs the probe and judges when presses show.
func (x *checkFlags) alignment(survey *logs.Survey) (*offline.Visibility, logs.Finding, error) {
	f := logs.Finding{Check: "alignment", Verdict: logs.OK}
	var sights []offline.Sight
	for _, r := range survey.Recordings {
		if r.Pictures == nil || r.Problem != "" {
			continue
		}
		s := offline.Sight{Name: r.Name, Pictures: r.Pictures, Pressed: make([]bool, len(r.Rows))}
		for i, row := range r.Rows {
			s.Pressed[i] = row.Action != logs.NoAction && (i == 0 || r.Rows[i-1].Action != row.Action) // a label may be held
		}
		sights = append(sights, s)
	}
	v, err := offline.Probe(sights, x.seed)
	if errors.Is(err, offline.ErrFewPresses) {
		f.Verdict, f.Says = logs.Warn, fmt.Sprintf("%d presses in %d recordings are too few to tell", v.Presses, len(sights))
		f.Mend = fmt.Sprintf("record two matches or more with %d presses in all", offline.FewPresses)
		return nil, f, nil
	}
	if err != nil {
		return nil, f, err
	}
	x.judge(&f, v)
	return &v, f, nil
}

func (x *checkFlags) judge(f *logs.Finding, v offline.Visibility) {
	best := 0.0
	for _, s := range v.Scores {
		best = max(best, s)
	}
	late := v.Shows - x.showsAfter
	switch {
	case !v.Seen && v.Chance >= muchByChance:
		f.Verdict = logs.Warn
		f.Says = fmt.Sprintf("%d presses are too many to tell when they show: average precision %.2f at best, %.2f by chance", v.Presses, best, v.Chance)
		f.Mend = "look at a few by eye, or say --model to compare the labels with a model that is known to be right"
		return
	case !v.Seen:
		f.Verdict = logs.Fail
		f.Says = fmt.Sprintf("nothing on the screen changes with the %d presses: average precision %.2f at best, %.2f by chance", v.Presses, best, v.Chance)
		f.Mend = "the tables may belong to other videos, or the frames show no game; or presses leave no trace within ±10 frames that a 32×18 picture keeps, and then only --model can tell"
		if v.Presses < fewForCertain {
			f.Verdict = logs.Warn
		}
		return
	case late < 0:
		f.Verdict = logs.Fail
		f.Says = fmt.Sprintf("the label leaks: presses show %s their label's frame (average precision %.2f, %.2f by chance), and must not before %d later", where(v.Shows), v.Scores[v.Shows+offline.Reach], v.Chance, x.showsAfter)
		f.Mend = fmt.Sprintf("move every label %d rows up: a frame is labelled with the press that follows it; and look for a display of keys in the picture", -late)
	case late == 1:
		f.Verdict = logs.Warn
		f.Says = fmt.Sprintf("presses show %s their label's frame, one later than they should", where(v.Shows))
		f.Mend = fmt.Sprintf("move every label 1 row down; or, if the game answers that late, say --shows-after %d", v.Shows)
	case late > 1:
		f.Verdict = logs.Fail
		f.Says = fmt.Sprintf("labels come too early: presses show %s their label's frame (average precision %.2f, %.2f by chance)", where(v.Shows), v.Scores[v.Shows+offline.Reach], v.Chance)
		f.Mend = fmt.Sprintf("move every label %d rows down; or, if the game answers that late, say --shows-after %d", late, v.Shows)
	default:
		f.Says = fmt.Sprintf("presses first show %s their label's frame (average precision %.2f, %.2f by chance, %d presses)", where(v.Shows), v.Scores[v.Shows+offline.Reach], v.Chance, v.Presses)
	}
	if len(v.Strays) > 0 {
		var names []string
		for _, s := range v.Strays {
			names = append(names, fmt.Sprintf("%s (%+d)", s.Recording, s.Shows-v.Shows))
		}
		f.Verdict = logs.Fail
		f.Says += "; moved against the others: " + strings.Join(names[:min(len(names), 6)], ", ")
		if f.Mend == "" {
			f.Mend = "move the labels of those recordings, or take them out"
		}
	}
}

// muchByChance is an average precision by chance that presses in every few
// frames have: what they show is lost among them.
const muchByChance = 0.1

// fewForCertain is how many presses must leave no trace before that is certain.
const fewForCertain = 50

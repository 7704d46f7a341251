package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
	"github.com/kumite/kumite/vision/logs"
)

// tuneFlags is what the command line asks for.
type tuneFlags struct {
	logs, objective, decoder, costs, calibrate string
	plot, out                                  string
	dryRun, asJSON, timings                    bool
	tolerance, refractory, resamples, workers  int
	trainedSplit                               int64
	seed                                       uint64
	setup                                      bot.Setup
}

func tuneCommand() *cobra.Command {
	x := tuneFlags{setup: bot.Setup{Eye: bot.OpenCV}}
	cmd := &cobra.Command{
		Use:   "tune --logs DIR MODEL",
		Short: "Which decoder settings should this model use?",
		Long: `Tune finds a model's calibration and decoder settings on logs, without a match.
It scores every frame once, halves the recordings, fits temperature and bias on
one half by likelihood, and on the other decodes with each value of the
decoder's main setting, all wrappers on and the agent's own book kept. It takes
the least active setting within one standard error of the best, and writes it
into the sidecar MODEL.onnx.json, whose other keys stay as they are.

The logs should be ones that the model was not trained on; where they hold its
training recordings, --trained-split takes the others.

Objectives: youden, event_f1, event_f2, balanced_accuracy, rate, cost. The default
is ` + tuning.Default + `: in 100 pairs each of four models against script:pro (docs/study.md)
the gates that it chose scored 81.4 % on average, those of event_f2 77.4, event_f1
72.6, balanced_accuracy 60.4, rate 54.2; where a wrong press costs a tenth of the
health, youden and event_f2 come to the same. Frame accuracy is none: it rewards
silence.`,
		Example: `  kumite record --out held-out --matches 200 --seed 4242
  kumite tune --logs held-out --plot gate.svg models/pro-ce.onnx
  kumite tune --logs held-out --decoder all --objective event_f1 --dry-run models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.validate(); err != nil {
				return err
			}
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "the log `folder`, as kumite record writes it")
	f.StringVar(&x.objective, "objective", tuning.Default, strings.Join(tuning.Objectives(), ", "))
	f.IntVar(&x.tolerance, "tolerance", 5, "frames within which a press matches, for event_f1 and event_f2")
	f.StringVar(&x.decoder, "decoder", "", strings.Join(familyNames(), ", ")+"; default: the model's own, or gate where that is argmax")
	f.StringVar(&x.costs, "cost", "", "cost `file`, for the objective and the decoder of that name: CSV truth,CLASS,…")
	f.IntVar(&x.refractory, "refractory", 5, "frames without acting after acting, where the model states none")
	f.StringVar(&x.calibrate, "calibrate", "auto", "what to fit: both (temperature and bias), temperature, keep (neither), or auto, whichever predicts best")
	f.Int64Var(&x.trainedSplit, "trained-split", -1, "the logs are those the model was trained on: seed of kumite tensors, whose training recordings are left out")
	f.Var(cli.OutputFile(&x.plot), "plot", "draw the curve over the setting to this SVG `file`")
	f.Var(cli.OutputFile(&x.out), "out", "write the settings to this `file` instead of MODEL.onnx.json")
	f.BoolVar(&x.dryRun, "dry-run", false, "write no settings")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&x.timings, "timings", false, "tell on stderr where the time went")
	f.IntVar(&x.resamples, "resamples", 1000, "bootstrap samples for errors and intervals")
	f.Uint64Var(&x.seed, "seed", 1, "of the halves and the bootstrap")
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	cli.SetupFlags(f, &x.setup)
	return cmd
}

// calibrations are what --calibrate takes.
var calibrations = []string{"auto", "both", "temperature", "keep"}

// validate refuses flags that are out of bounds or do not go together.
func (x *tuneFlags) validate() error {
	switch {
	case x.logs == "":
		return errors.New("--logs names no folder; give one that kumite record wrote")
	case !slices.Contains(familyNames(), x.decoder) && x.decoder != "":
		if x.decoder == "argmax" {
			return errors.New("--decoder argmax has nothing to tune; take gate, or all to compare")
		}
		return fmt.Errorf("--decoder: %w", policy.Unknown("decoder", x.decoder, familyNames()))
	case x.decoder == "cost" && x.costs == "":
		return errors.New("--decoder cost wants a table; name one with --cost FILE")
	case !slices.Contains(calibrations, x.calibrate):
		return fmt.Errorf("--calibrate: %w", policy.Unknown("choice", x.calibrate, calibrations))
	case x.tolerance < 0:
		return fmt.Errorf("--tolerance is %d; want 0 frames or more", x.tolerance)
	case x.refractory < 0 || x.refractory > 600:
		return fmt.Errorf("--refractory is %d; want 0 to 600 frames", x.refractory)
	case x.resamples < 2:
		return fmt.Errorf("--resamples is %d; want at least 2", x.resamples)
	case x.workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.workers)
	case x.dryRun && x.out != "":
		return errors.New("--dry-run writes nothing; leave out --out")
	}
	placeholder := [][]float64{} // the table is read when the classes are known
	_, err := tuning.NewObjective(x.objective, x.tolerance, map[bool][][]float64{true: placeholder}[x.costs != ""])
	if err != nil {
		return fmt.Errorf("--objective: %w", err)
	}
	return nil
}

func (x *tuneFlags) run(cmd *cobra.Command, spec string) error {
	c, err := bot.Parse(spec)
	if err != nil {
		return err
	}
	if c.Path == "" {
		return fmt.Errorf("contestant %q: tune is for models; a script has no decoder", spec)
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return err
	}
	start := time.Now()
	doc, err := x.tune(cmd.Context(), folder, c, cmd.ErrOrStderr())
	if errors.Is(err, context.Canceled) {
		err = errors.New("tune: interrupted; nothing was written")
	}
	if err != nil {
		return err
	}
	var unwritten error // what was found is shown all the same
	if x.plot != "" {
		unwritten = drawTuning(x.plot, doc)
	}
	if !x.dryRun {
		sidecar := c.Path + ".json"
		if x.out != "" {
			sidecar = x.out
		}
		if err := writeSidecar(sidecar, c.Path+".json", doc); err != nil {
			unwritten = errors.Join(unwritten, err)
		} else {
			doc.Sidecar = sidecar
		}
	}
	if x.timings {
		fmt.Fprintf(cmd.ErrOrStderr(), "timings: %d frames: scored in %.1f s, decoded with %d settings in %.1f s, all in %.1f s\n",
			doc.Logs.Frames, doc.scoring.Seconds(), doc.settings, doc.searching.Seconds(), time.Since(start).Seconds())
	}
	if x.asJSON {
		return errors.Join(durable.EncodeJSON(cmd.OutOrStdout(), doc), unwritten)
	}
	printTuning(cmd.OutOrStdout(), doc)
	return unwritten
}

// tune does everything but write.
func (x *tuneFlags) tune(ctx context.Context, folder *logs.Folder, c bot.Contestant, stderr io.Writer) (*tuningResult, error) {
	doc := &tuningResult{Schema: "kumite.tune/1", Model: c.Path, skipped: map[string]string{}}
	which, err := x.recordings(folder)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	bar := newProgress(stderr, "recordings", len(which))
	reels, contract, sha, err := openloop.ScoreAll(ctx, folder, x.setup, c.Path, which, x.workers, func() { bar.add(1) })
	bar.done()
	if err != nil {
		return nil, err
	}
	doc.scoring, doc.ModelSHA256, doc.delay = time.Since(start), sha, contract.DelayTicks
	start = time.Now()
	r, err := newReplayer(contract, folder.Classes, c, x.tolerance)
	if err != nil {
		return nil, err
	}
	if err := x.describeLogs(doc, folder, which, reels); err != nil {
		return nil, err
	}
	names := make([]string, len(reels))
	for i, reel := range reels {
		names[i] = reel.Name
	}
	fit, rest := logs.Halves(x.seed, names)
	doc.Logs.CalibratedOn, doc.Logs.TunedOn = len(fit), len(rest)
	if err := x.fit(doc, r, pick(reels, fit), pick(reels, rest)); err != nil {
		return nil, err
	}
	objective, err := x.newObjective(x.objective, r)
	if err != nil {
		return nil, err
	}
	doc.Objective = tunedObjective{objective.Name, objective.About, x.tolerance}
	if err := x.search(ctx, doc, r, c, objective); err != nil {
		return nil, err
	}
	doc.searching = time.Since(start)
	return doc, nil
}

// recordings are those of the folder that may be looked at.
func (x *tuneFlags) recordings(folder *logs.Folder) ([]int, error) {
	names := make([]string, len(folder.Recordings))
	which := make([]int, len(names))
	for i, e := range folder.Recordings {
		names[i], which[i] = e.Name, i
	}
	if x.trainedSplit >= 0 {
		s := logs.NewSplit(uint64(x.trainedSplit), names)
		which = append(slices.Clone(s.Val), s.Test...)
		slices.Sort(which)
	}
	if len(which) < 2 {
		return nil, fmt.Errorf("tune: %s has %d recordings to look at; it takes 2 at least, one to calibrate on and one to choose on: record more", x.logs, len(which))
	}
	return which, nil
}

func pick(reels []*openloop.Scored, which []int) []*openloop.Scored {
	some := make([]*openloop.Scored, len(which))
	for i, k := range which {
		some[i] = reels[k]
	}
	return some
}

func newReplayer(contract policy.Contract, names []string, c bot.Contestant, tolerance int) (*replayer, error) {
	r := &replayer{contract: contract, names: names, noAction: slices.Index(names, policy.NoAction), tolerance: tolerance, delayTicks: c.Delay}
	for _, name := range contract.Classes {
		i := slices.Index(names, name)
		if i < 0 {
			return nil, fmt.Errorf("model %s: class %q is not among the logs' classes", c.Path, name)
		}
		r.classes = append(r.classes, i)
	}
	if r.delayTicks < 0 {
		r.delayTicks = agent.DefaultDelayTicks
		if contract.DelayTicks != nil {
			r.delayTicks = *contract.DelayTicks
		}
	}
	return r, nil
}

func (x *tuneFlags) describeLogs(doc *tuningResult, folder *logs.Folder, which []int, reels []*openloop.Scored) error {
	sum, err := hashLogs(folder, which)
	doc.Logs = tunedLogs{Folder: x.logs, SHA256: sum, Recordings: len(reels), SplitSeed: x.seed, Resamples: x.resamples}
	for _, r := range reels {
		doc.Logs.Frames += len(r.Truth)
	}
	return err
}

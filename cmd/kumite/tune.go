package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
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
	setup                                      wire.Setup
}

func tuneCommand() *cobra.Command {
	x := tuneFlags{setup: wire.Setup{Eye: wire.OpenCV}}
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
	f.StringVar(&x.plot, "plot", "", "draw the curve over the setting to this SVG `file`")
	f.StringVar(&x.out, "out", "", "write the settings to this `file` instead of MODEL.onnx.json")
	f.BoolVar(&x.dryRun, "dry-run", false, "write no settings")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&x.timings, "timings", false, "tell on stderr where the time went")
	f.IntVar(&x.resamples, "resamples", 1000, "bootstrap samples for errors and intervals")
	f.Uint64Var(&x.seed, "seed", 1, "of the halves and the bootstrap")
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	x.setup.Flags(f)
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
	c, err := arena.Parse(spec)
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
	if x.plot != "" {
		if err := drawTuning(x.plot, doc); err != nil {
			return err
		}
	}
	if !x.dryRun {
		doc.Sidecar = c.Path + ".json"
		if x.out != "" {
			doc.Sidecar = x.out
		}
		if err := writeSidecar(doc.Sidecar, c.Path+".json", doc); err != nil {
			return err
		}
	}
	if x.timings {
		fmt.Fprintf(cmd.ErrOrStderr(), "timings: %d frames: scored in %.1f s, decoded with %d settings in %.1f s, all in %.1f s\n",
			doc.Logs.Frames, doc.scoring.Seconds(), doc.settings, doc.searching.Seconds(), time.Since(start).Seconds())
	}
	if x.asJSON {
		return printJSON(cmd.OutOrStdout(), doc)
	}
	printTuning(cmd.OutOrStdout(), doc)
	return nil
}

// tuningResult is what `kumite tune --json` prints.
type tuningResult struct {
	Schema      string            `json:"schema"`
	Model       string            `json:"model"`
	ModelSHA256 string            `json:"model_sha256"` // with the sidecar that it had
	Logs        tunedLogs         `json:"logs"`
	Calibration tunedCalibration  `json:"calibration"`
	Objective   tunedObjective    `json:"objective"`
	Argmax      tunedPoint        `json:"argmax"` // what the model does without a decoder
	Families    []tunedFamily     `json:"families"`
	Chosen      tunedPoint        `json:"chosen"`
	Others      []otherObjective  `json:"other_objectives"`
	Sidecar     string            `json:"sidecar"` // "" where none was written
	skipped     map[string]string // families that cannot be, with the reason
	delay       *int32
	settings    int
	scoring     time.Duration
	searching   time.Duration
}

type tunedLogs struct {
	Folder       string `json:"folder"`
	SHA256       string `json:"sha256"` // of logs.json and the recordings' files
	Recordings   int    `json:"recordings"`
	Frames       int    `json:"frames"`
	Presses      int    `json:"presses"` // of the expert, on the half that the settings were chosen on
	CalibratedOn int    `json:"calibrated_on"`
	TunedOn      int    `json:"tuned_on"`
	SplitSeed    uint64 `json:"split_seed"`
	Resamples    int    `json:"resamples"`
}

// tunedCalibration holds the NLL in nats a frame, on the half that it was not
// fitted on, with the model's own calibration and with this one.
type tunedCalibration struct {
	tuning.Calibration
	Classes   []string `json:"classes"`
	NLLBefore float64  `json:"nll_before"`
	NLLAfter  float64  `json:"nll_after"`
}

type tunedObjective struct {
	Name      string `json:"name"`
	About     string `json:"about"`
	Tolerance int    `json:"tolerance"`
}

// otherObjective is what another objective would have chosen.
type otherObjective struct {
	Name   string     `json:"name"`
	Chosen tunedPoint `json:"chosen"`
}

type tunedFamily struct {
	Decoder string       `json:"decoder"`
	Setting string       `json:"setting"`
	Curve   []tunedPoint `json:"curve"`
	Best    int          `json:"best"`   // of Curve: the highest objective
	Chosen  int          `json:"chosen"` // of Curve: the least active within one standard error
}

// tunedPoint is what one setting does on the half that settings are chosen on.
type tunedPoint struct {
	Setting          rating.Float     `json:"setting"`
	Query            string           `json:"query"`
	Objective        rating.Float     `json:"objective"`
	SE               rating.Float     `json:"se"`
	CI95             *rating.Interval `json:"ci95"`
	EventF1          rating.Float     `json:"event_f1"`
	ActionRateRatio  rating.Float     `json:"action_rate_ratio"`
	WithoutBook      rating.Float     `json:"action_rate_ratio_without_book"`
	BalancedAccuracy rating.Float     `json:"balanced_accuracy"`
	FrameAccuracy    rating.Float     `json:"frame_accuracy"`
	Presses          int              `json:"presses"`
}

func newTunedPoint(c tuning.Candidate, s tuning.Scored) tunedPoint {
	t := &s.Total
	p := tunedPoint{
		Setting: rating.Float(c.Setting), Query: c.Query, Objective: rating.Float(s.Value), SE: rating.Float(s.SE),
		EventF1: rating.Float(t.EventF(1)), ActionRateRatio: rating.Float(t.RateRatio()), WithoutBook: rating.Float(t.UnbookedRatio()),
		BalancedAccuracy: rating.Float(t.BalancedAccuracy()), FrameAccuracy: rating.Float(t.Accuracy()), Presses: t.Presses,
	}
	if !math.IsNaN(s.Lo) {
		p.CI95 = &rating.Interval{Lo: s.Lo, Hi: s.Hi}
	}
	return p
}

// tune does everything but write.
func (x *tuneFlags) tune(ctx context.Context, folder *logs.Folder, c arena.Contestant, stderr io.Writer) (*tuningResult, error) {
	doc := &tuningResult{Schema: "kumite.tune/1", Model: c.Path, skipped: map[string]string{}}
	which, err := x.recordings(folder)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	bar := newProgress(stderr, "recordings", len(which))
	reels, contract, sha, err := scoreOnce(ctx, folder, x.setup, c.Path, which, x.workers, bar)
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
		names[i] = reel.name
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

func pick(reels []*reel, which []int) []*reel {
	some := make([]*reel, len(which))
	for i, k := range which {
		some[i] = reels[k]
	}
	return some
}

func newReplayer(contract policy.Contract, names []string, c arena.Contestant, tolerance int) (*replayer, error) {
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

func (x *tuneFlags) describeLogs(doc *tuningResult, folder *logs.Folder, which []int, reels []*reel) error {
	sum, err := hashLogs(folder, which)
	doc.Logs = tunedLogs{Folder: x.logs, SHA256: sum, Recordings: len(reels), SplitSeed: x.seed, Resamples: x.resamples}
	for _, r := range reels {
		doc.Logs.Frames += len(r.truth)
	}
	return err
}

// fit calibrates on one half and leaves the replayer at the other.
func (x *tuneFlags) fit(doc *tuningResult, r *replayer, fit, rest []*reel) error {
	carried := r.contract.TrainPrior
	if r.contract.Semantics == policy.Balanced {
		carried = make([]float64, len(r.classes))
		for i := range carried {
			carried[i] = 1
		}
	}
	own := tuning.Calibration{Temperature: r.contract.Temperature, Bias: r.contract.Bias}
	r.reels = fit
	if _, presses := r.frames(carried); presses == 0 {
		return fmt.Errorf("tune: the %d recordings to calibrate on hold no press; record more", len(fit))
	}
	found, err := x.calibration(r, fit, carried, own)
	if err != nil {
		return fmt.Errorf("model %s: %w", doc.Model, err)
	}
	r.reels = rest
	frames, presses := r.frames(carried)
	if presses == 0 {
		return fmt.Errorf("tune: the %d recordings to choose on hold no press; record more", len(rest))
	}
	doc.Calibration = tunedCalibration{found, r.contract.Classes, frames.NLL(own), frames.NLL(found)}
	r.contract.Temperature, r.contract.Bias = found.Temperature, found.Bias
	return nil
}

// calibration fits what was asked for to recordings; for "auto" whichever of
// the three does best where each half of them is scored by a fit to the other.
func (x *tuneFlags) calibration(r *replayer, fit []*reel, carried []float64, own tuning.Calibration) (tuning.Calibration, error) {
	on := func(reels []*reel, how string) (tuning.Calibration, error) {
		if how == "keep" {
			return own, nil
		}
		r.reels = reels
		frames, _ := r.frames(carried)
		return tuning.Fit(frames, len(r.classes), r.contract.NoAction, how == "both")
	}
	how := x.calibrate
	if how == "auto" {
		how = "keep"
		least := math.Inf(1)
		for _, try := range []string{"keep", "temperature", "both"} {
			total := 0.0
			for side := range 2 {
				var here, there []*reel
				for i, reel := range fit {
					if i%2 == side {
						here = append(here, reel)
					} else {
						there = append(there, reel)
					}
				}
				if len(here) == 0 || len(there) == 0 {
					here, there = fit, fit
				}
				c, err := on(there, try)
				if err != nil {
					return own, err
				}
				r.reels = here
				frames, _ := r.frames(carried)
				total += frames.NLL(c) * float64(len(frames.Truth))
			}
			if total < least {
				how, least = try, total
			}
		}
	}
	found, err := on(fit, how)
	if err != nil || how == "keep" {
		return found, err
	}
	found.Temperature = round(found.Temperature, 5)
	for i, b := range found.Bias {
		found.Bias[i] = math.Round(b*1e4) / 1e4
	}
	return found, nil
}

// newObjective reads the cost table where there is one, in the logs' classes.
func (x *tuneFlags) newObjective(name string, r *replayer) (tuning.Objective, error) {
	var table [][]float64
	if x.costs != "" {
		own, err := policy.ReadCosts(r.contract, x.costs)
		if err != nil {
			return tuning.Objective{}, err
		}
		table = make([][]float64, len(r.names))
		for i := range table {
			table[i] = make([]float64, len(r.names))
		}
		for y, row := range own {
			for j, v := range row {
				table[r.classes[y]][r.classes[j]] = v
			}
		}
	}
	return tuning.NewObjective(name, x.tolerance, table)
}

// search tries every family that was asked for and fills in what was found.
func (x *tuneFlags) search(ctx context.Context, doc *tuningResult, r *replayer, c arena.Contestant, o tuning.Objective) error {
	base, err := baseQuery(r.contract, c.Query, x.refractory)
	if err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	odds, pressed, err := r.odds()
	if err != nil {
		return err
	}
	naive := []tuning.Candidate{{Query: "decode=argmax", Setting: math.NaN()}}
	if err := x.replayAll(ctx, r, naive); err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	still, err := tuning.Choose(naive, o, x.resamples, x.seed)
	if err == nil {
		doc.Argmax = newTunedPoint(naive[0], still.Scored[0])
	} else { // the objective is not defined for who never acts
		doc.Argmax = newTunedPoint(naive[0], tuning.Scored{Value: math.NaN(), SE: math.NaN(), Lo: math.NaN(), Total: tuning.Sum(naive[0].Tallies)})
	}
	doc.Logs.Presses = tuning.Sum(naive[0].Tallies).Expert
	var all [][]tuning.Candidate // by family
	for _, f := range x.families(base) {
		some, err := x.candidates(f, base, r, odds, pressed)
		if err == nil {
			err = x.replayAll(ctx, r, some)
		}
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			if x.decoder != "all" {
				return fmt.Errorf("model %s: %w", c.Path, err)
			}
			doc.skipped[f.name] = err.Error()
			continue
		}
		doc.Families = append(doc.Families, tunedFamily{Decoder: f.name, Setting: f.setting})
		doc.settings += len(some)
		all = append(all, some)
	}
	if len(all) == 0 {
		return fmt.Errorf("model %s: no decoder can be tuned", c.Path)
	}
	if doc.Chosen, err = x.choose(all, o, doc.Families); err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	for _, name := range tuning.Objectives() {
		if name == x.objective || name == "cost" && x.costs == "" {
			continue
		}
		other, err := x.newObjective(name, r)
		if err != nil {
			return err
		}
		point, err := x.choose(all, other, nil)
		if err != nil {
			return fmt.Errorf("model %s, objective %s: %w", c.Path, name, err)
		}
		doc.Others = append(doc.Others, otherObjective{name, point})
	}
	return nil
}

// choose takes a setting of each family and one of these. It fills in the
// families where there are some.
func (x *tuneFlags) choose(all [][]tuning.Candidate, o tuning.Objective, families []tunedFamily) (tunedPoint, error) {
	var finalists []tuning.Candidate
	for k, some := range all {
		choice, err := tuning.Choose(some, o, x.resamples, x.seed)
		if err != nil {
			return tunedPoint{}, err
		}
		finalists = append(finalists, some[choice.Chosen])
		if families == nil {
			continue
		}
		families[k].Best, families[k].Chosen = choice.Best, choice.Chosen
		for i := range some {
			families[k].Curve = append(families[k].Curve, newTunedPoint(some[i], choice.Scored[i]))
		}
	}
	choice, err := tuning.Choose(finalists, o, x.resamples, x.seed)
	if err != nil {
		return tunedPoint{}, err
	}
	return newTunedPoint(finalists[choice.Chosen], choice.Scored[choice.Chosen]), nil
}

// families are those that the flags ask for.
func (x *tuneFlags) families(base url.Values) []family {
	want := x.decoder
	if want == "" {
		if want = base.Get("decode"); want == "argmax" || want == "cost" && x.costs == "" {
			want = "gate"
		}
	}
	var some []family
	for _, f := range families {
		if f.name == want || want == "all" && (f.name != "cost" || x.costs != "") {
			some = append(some, f)
		}
	}
	return some
}

// candidates are a family's settings, each a query that its decoder takes.
func (x *tuneFlags) candidates(f family, base url.Values, r *replayer, odds []float64, pressed float64) ([]tuning.Candidate, error) {
	var all []tuning.Candidate
	for _, v := range f.grid(odds, pressed) {
		d, err := policy.NewDecoder(r.contract, f.query(base, r.contract, x.costs, v))
		if err != nil {
			return nil, err
		}
		all = append(all, tuning.Candidate{Query: d.String(), Setting: v})
	}
	return all, nil
}

// replayAll decodes with every candidate, several at once.
func (x *tuneFlags) replayAll(ctx context.Context, r *replayer, all []tuning.Candidate) error {
	return share(ctx, len(all), x.workers, func(_ context.Context, _, i int) (err error) {
		all[i].Tallies, err = r.replay(all[i].Query)
		return err
	})
}

package logs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"slices"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// TensorsSchema is the schema of tensors.json.
const TensorsSchema = "kumite.tensors/1"

// Tensors is tensors.json: what a trainer must know beside the arrays.
//
// Row r of frames.npy (uint8, [rows, C, H, W], one frame, unstacked, samples
// before scaling), labels.npy (int64, index into Classes) and recording.npy
// (int32, index into Recordings) belong together. Rows are in the order of
// recordings and frames: the stack for row r is rows r-stack+1 to r, with
// FirstRow of its recording in the place of what would lie before it.
type Tensors struct {
	Schema           string            `json:"schema"`
	Game             string            `json:"game"`
	DecisionPeriodMS float64           `json:"decision_period_ms"`
	Classes          []string          `json:"classes"`
	Prior            []float64         `json:"prior"`        // share of each class in the training rows
	TrainCounts      []int             `json:"train_counts"` // training rows of each class
	Input            vision.Spec       `json:"input"`        // as kumite.input states it
	Rows             int               `json:"rows"`
	Recordings       []TensorRecording `json:"recordings"`
	Split            Split             `json:"split"`
	NoAction         string            `json:"no_action,omitempty"` // as in Header
	Onsets           bool              `json:"onsets,omitempty"`    // only the first row of a press is labelled with it
	Expert           bool              `json:"expert,omitempty"`    // expert.npy has the answers of an expert (int64, index into Classes)

	Held Held `json:"-"` // presses in the rows of the logs, and the rows they fill
}

// Null returns the name of the class that presses nothing.
func (t Tensors) Null() string { return cmp.Or(t.NoAction, NoAction) }

// NullPrior returns the share of the null class in the training rows.
func (t Tensors) NullPrior() float64 { return t.Prior[slices.Index(t.Classes, t.Null())] }

// TensorOptions says how tensors are made of logs.
type TensorOptions struct {
	Spec   vision.Spec // of the model's input; Stack at least 1; Type, Scale and Layout may be unset
	Seed   uint64      // of the split
	Onsets bool        // label the rows of a held press after its first with the null class
	// Progress, where it is not nil, is called after each recording.
	Progress func(done, total int)
}

// Validate reports every invalid field with its bound.
func (o TensorOptions) Validate() error {
	// An unset stack would be 1, and a trainer that stacks frames would not notice.
	spec := o.spec()
	spec.Stack = o.Spec.Stack
	if err := spec.Validate(); err != nil {
		return errors.New(oneLine(err))
	}
	return nil
}

// spec returns the input spec with its defaults.
func (o TensorOptions) spec() vision.Spec {
	return o.Spec.WithDefaults(vision.Spec{Type: vision.Float32})
}

// TensorRecording is one recording's place in the arrays.
type TensorRecording struct {
	Name     string `json:"name"`
	FirstRow int    `json:"first_row"`
	Rows     int    `json:"rows"`
}

// WriteTensors makes of a log folder what the model of that spec sees of it,
// in the folder dir: frames.npy, labels.npy, recording.npy, and tensors.json
// last. The split is NewSplit(o.Seed, names).
//
// It streams: memory does not grow with the logs. Where it fails or ctx ends,
// dir is left without new arrays.
func WriteTensors(ctx context.Context, dir string, folder *Folder, o TensorOptions) (Tensors, error) {
	if err := o.Validate(); err != nil {
		return Tensors{}, fmt.Errorf("write tensors: %w", err)
	}
	// A copy in the other part of the split would be trained on and tested.
	if err := folder.Distinct(); err != nil {
		return Tensors{}, fmt.Errorf("write tensors: %w", err)
	}
	spec := o.spec()
	single := spec
	single.Stack = 1
	names := make([]string, len(folder.Recordings))
	for i, e := range folder.Recordings {
		names[i] = e.Name
	}
	t := Tensors{
		Schema: TensorsSchema, Game: folder.Game, DecisionPeriodMS: folder.DecisionPeriodMS, Classes: folder.Classes,
		Prior: make([]float64, len(folder.Classes)), TrainCounts: make([]int, len(folder.Classes)),
		Input: spec, Split: NewSplit(o.Seed, names), NoAction: folder.NoAction, Onsets: o.Onsets,
	}
	seer, err := cv.NewPreprocessor(single, image.Pt(folder.Width, folder.Height))
	if err != nil {
		return t, fmt.Errorf("write tensors: %w", err)
	}
	defer seer.Close()
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return t, fmt.Errorf("write tensors: %w", err)
	}
	arrays, err := createArrays(root, spec)
	if err != nil {
		return t, err
	}
	for i := range folder.Recordings {
		if err := arrays.add(ctx, &t, folder, i, seer); err != nil {
			return t, errors.Join(err, arrays.discard())
		}
		if o.Progress != nil {
			o.Progress(i+1, len(folder.Recordings))
		}
	}
	total := 0
	for _, n := range t.TrainCounts {
		total += n
	}
	if total == 0 {
		return t, errors.Join(fmt.Errorf("write tensors: the training recordings of %s hold no frames; record more", folder.dir), arrays.discard())
	}
	for c, n := range t.TrainCounts {
		t.Prior[c] = float64(n) / float64(total)
	}
	if arrays.asked > 0 && arrays.silent > 0 {
		return t, errors.Join(fmt.Errorf("write tensors: %s of %s with an expert's answer and %d without; want all or none", number.Of(arrays.asked, "row"), folder.dir, arrays.silent), arrays.discard())
	}
	t.Expert = arrays.asked > 0
	return t, arrays.finish(t)
}

package logs

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/internal/durable"
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

	Held Held `json:"-"` // presses in the rows of the logs, and the rows they fill
}

// Null returns the name of the class that presses nothing.
func (t Tensors) Null() string { return cmp.Or(t.NoAction, NoAction) }

// NullPrior returns the share of the null class in the training rows.
func (t Tensors) NullPrior() float64 { return t.Prior[slices.Index(t.Classes, t.Null())] }

// TensorOptions says how tensors are made of logs.
type TensorOptions struct {
	Spec   vision.Spec // of the model's input; Type may be unset
	Seed   uint64      // of the split
	Onsets bool        // label the rows of a held press after its first with the null class
	// Progress, where it is not nil, is called after each recording.
	Progress func(done, total int)
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
	spec := o.Spec.WithDefaults(vision.Spec{Type: vision.Float32})
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
	if err := spec.Validate(); err != nil {
		return t, fmt.Errorf("write tensors: %s", oneLine(err))
	}
	seer, err := cv.NewPreprocessor(single, image.Pt(folder.Width, folder.Height))
	if err != nil {
		return t, fmt.Errorf("write tensors: %w", err)
	}
	defer seer.Close()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return t, fmt.Errorf("write tensors: %w", err)
	}
	arrays, err := createArrays(dir, spec)
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
	return t, arrays.finish(t)
}

// arrays is the three array files while they are written under partial names.
type arrays struct {
	dir                       string
	frames, labels, recording *npyFile
	planes                    []uint8 // one row of frames
}

var arrayNames = []string{"frames.npy", "labels.npy", "recording.npy"}

func createArrays(dir string, spec vision.Spec) (*arrays, error) {
	a := &arrays{dir: dir, planes: make([]uint8, spec.PictureLen())}
	var errs [3]error
	a.frames, errs[0] = createNPY(a.partial("frames.npy"), "|u1", spec.Color.Channels(), spec.Height, spec.Width)
	a.labels, errs[1] = createNPY(a.partial("labels.npy"), "<i8")
	a.recording, errs[2] = createNPY(a.partial("recording.npy"), "<i4")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(err, a.discard())
	}
	return a, nil
}

func (a *arrays) partial(name string) string { return filepath.Join(a.dir, ".partial-"+name) }

// add appends the rows of recording i.
func (a *arrays) add(ctx context.Context, t *Tensors, folder *Folder, i int, seer *cv.Preprocessor) (err error) {
	recording, err := folder.Open(i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, recording.Close()) }()
	train := slices.Contains(t.Split.Train, i)
	first := t.Rows
	rows, null := recording.Rows(), folder.Null()
	t.Held.Add(rows, null)
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("write tensors: %w", err)
		}
		frame, row, err := recording.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := seer.PushCaptured(frame); err != nil {
			return err
		}
		if err := seer.Picture().Planes(a.planes); err != nil {
			return err
		}
		label := row.Label
		if t.Onsets && !Begins(rows, row.Frame, null) {
			label = folder.NullLabel()
		}
		_, e1 := a.frames.Write(a.planes)
		e2 := binary.Write(a.labels, binary.LittleEndian, int64(label))
		e3 := binary.Write(a.recording, binary.LittleEndian, int32(i))
		if err := errors.Join(e1, e2, e3); err != nil {
			return fmt.Errorf("write tensors: %w", err)
		}
		if train {
			t.TrainCounts[label]++
		}
		t.Rows++
	}
	t.Recordings = append(t.Recordings, TensorRecording{Name: folder.Recordings[i].Name, FirstRow: first, Rows: t.Rows - first})
	return nil
}

// finish completes the arrays, gives all files their names, tensors.json last.
// When it returns they are on the disk; a folder that holds tensors.json holds
// the arrays that belong to it, also after the power failed.
func (a *arrays) finish(t Tensors) error {
	data, err := json.MarshalIndent(t, "", "  ")
	err = errors.Join(err, a.frames.finish(t.Rows), a.labels.finish(t.Rows), a.recording.finish(t.Rows))
	if err == nil {
		err = durable.Replace(a.partial("tensors.json"), func(w io.Writer) error {
			_, err := w.Write(append(data, '\n'))
			return err
		})
	}
	if err == nil {
		err = a.rename()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write tensors: %w", err), a.discard())
	}
	return nil
}

// rename gives the partial files their names. While it does, no old tensors.json
// stands beside new arrays, nor a new one beside old arrays.
func (a *arrays) rename() error {
	if err := os.Remove(filepath.Join(a.dir, "tensors.json")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := durable.SyncDir(a.dir); err != nil {
		return err
	}
	for _, name := range arrayNames {
		if err := os.Rename(a.partial(name), filepath.Join(a.dir, name)); err != nil {
			return err
		}
	}
	if err := durable.SyncDir(a.dir); err != nil {
		return err
	}
	if err := os.Rename(a.partial("tensors.json"), filepath.Join(a.dir, "tensors.json")); err != nil {
		return err
	}
	return durable.SyncDir(a.dir)
}

// discard closes and removes the partial files.
func (a *arrays) discard() error {
	for _, f := range []*npyFile{a.frames, a.labels, a.recording} {
		if f != nil {
			f.file.Close() // incomplete, and about to go
		}
	}
	var errs []error
	for _, name := range append(slices.Clone(arrayNames), "tensors.json") {
		if err := os.Remove(a.partial(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

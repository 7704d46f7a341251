package logs

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// arrays is the array files while they are written under partial names.
type arrays struct {
	root                              *safefile.Root
	frames, labels, recording, expert *npyFile
	planes                            []uint8 // one row of frames
	asked, silent                     int     // rows with an expert's answer, and without
}

var arrayNames = []string{"frames.npy", "labels.npy", "recording.npy", "expert.npy"}

// createArrays creates the files in a folder, which it closes in the end.
func createArrays(root *safefile.Root, spec vision.Spec) (*arrays, error) {
	a := &arrays{root: root, planes: make([]uint8, spec.PictureLen())}
	var errs [4]error
	a.frames, errs[0] = createNPY(root, partialName("frames.npy"), "|u1", spec.Color.Channels(), spec.Height, spec.Width)
	a.labels, errs[1] = createNPY(root, partialName("labels.npy"), "<i8")
	a.recording, errs[2] = createNPY(root, partialName("recording.npy"), "<i4")
	a.expert, errs[3] = createNPY(root, partialName("expert.npy"), "<i8")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(err, a.discard())
	}
	return a, nil
}

func partialName(name string) string { return ".partial-" + name }

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
		e4 := binary.Write(a.expert, binary.LittleEndian, int64(slices.Index(t.Classes, row.Expert))) // −1 for no answer
		if err := errors.Join(e1, e2, e3, e4); err != nil {
			return fmt.Errorf("write tensors: %w", err)
		}
		if row.Expert == "" {
			a.silent++
		} else {
			a.asked++
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
	err = errors.Join(err, a.frames.finish(t.Rows), a.labels.finish(t.Rows), a.recording.finish(t.Rows), a.expert.finish(t.Rows))
	if err == nil {
		err = durable.ReplaceIn(a.root, partialName("tensors.json"), durable.Bytes(append(data, '\n')))
	}
	if err == nil {
		err = a.rename()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write tensors: %w", err), a.discard())
	}
	return a.root.Close()
}

// rename gives the partial files their names. While it does, no old tensors.json
// stands beside new arrays, nor a new one beside old arrays.
func (a *arrays) rename() error {
	if err := a.removeOld("tensors.json"); err != nil {
		return err
	}
	if err := a.root.Sync(); err != nil {
		return err
	}
	for _, name := range arrayNames {
		if name == "expert.npy" && a.asked == 0 {
			if err := errors.Join(a.root.Remove(partialName(name)), a.removeOld(name)); err != nil {
				return err
			}
			continue
		}
		if err := a.root.Rename(partialName(name), name); err != nil {
			return err
		}
	}
	if err := a.root.Sync(); err != nil {
		return err
	}
	if err := a.root.Rename(partialName("tensors.json"), "tensors.json"); err != nil {
		return err
	}
	return a.root.Sync()
}

// removeOld removes a file of an earlier run, if there is one.
func (a *arrays) removeOld(name string) error {
	if err := a.root.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// discard closes and removes the partial files, and closes the folder.
func (a *arrays) discard() error {
	for _, f := range []*npyFile{a.frames, a.labels, a.recording, a.expert} {
		if f != nil {
			f.file.Close() // incomplete, and about to go
		}
	}
	var errs []error
	for _, name := range append(slices.Clone(arrayNames), "tensors.json") {
		errs = append(errs, a.removeOld(partialName(name)))
	}
	return errors.Join(append(errs, a.root.Close())...)
}

package logs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/logs"
)

func tensorSpec() vision.Spec {
	return vision.Spec{Width: 8, Height: 9, Color: vision.RGB, Stack: 2, Layout: vision.NCHW, Scale: 1.0 / 255}
}

// array splits an array file into its header and data.
func array(t *testing.T, dir, name string) (string, []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("\x93NUMPY\x01\x00")) {
		t.Fatalf("%s begins %q", name, data[:8])
	}
	n := 10 + int(binary.LittleEndian.Uint16(data[8:]))
	if n%64 != 0 || data[n-1] != '\n' {
		t.Errorf("%s: the header of %d bytes ends %q; want a multiple of 64 and a line end", name, n, data[n-1])
	}
	return strings.TrimRight(string(data[10:n]), " \n"), data[n:]
}

func TestTensorsAreWhatTheAgentSees(t *testing.T) {
	from, dir := folder(t, 4), filepath.Join(t.TempDir(), "tensors")
	f, err := logs.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	var calls []int
	got, err := logs.WriteTensors(context.Background(), dir, f, logs.TensorOptions{Spec: tensorSpec(), Seed: 1, Progress: func(done, total int) { calls = append(calls, done, total) }})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 4, 2, 4, 3, 4, 4, 4}; !slices.Equal(calls, want) {
		t.Errorf("progress %v, want %v", calls, want)
	}

	head, frames := array(t, dir, "frames.npy")
	if want := "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 3, 9, 8,), }"; head != want {
		t.Errorf("frames.npy says %s, want %s", head, want)
	}
	spec := tensorSpec()
	spec.Stack, spec.Type = 1, vision.Uint8
	spec.Scale = 1
	seer, err := vision.NewPreprocessor(spec, image.Pt(32, 18))
	if err != nil {
		t.Fatal(err)
	}
	want := make([]uint8, spec.Len())
	for row := range 40 {
		if err := seer.See(frame(row/10+1, row%10), vision.Input{Bytes: want}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(frames[row*len(want):][:len(want)], want) {
			t.Fatalf("row %d of frames.npy is not what the agent sees", row)
		}
	}
	if len(frames) != 40*len(want) {
		t.Errorf("frames.npy holds %d bytes, want %d", len(frames), 40*len(want))
	}

	head, labels := array(t, dir, "labels.npy")
	if want := "{'descr': '<i8', 'fortran_order': False, 'shape': (40,), }"; head != want || len(labels) != 320 {
		t.Errorf("labels.npy says %s with %d bytes, want %s with 320", head, len(labels), want)
	}
	head, recordings := array(t, dir, "recording.npy")
	if want := "{'descr': '<i4', 'fortran_order': False, 'shape': (40,), }"; head != want || len(recordings) != 160 {
		t.Errorf("recording.npy says %s with %d bytes, want %s with 160", head, len(recordings), want)
	}
	counts := make([]int, 3)
	for row := range 40 {
		label := int(binary.LittleEndian.Uint64(labels[8*row:]))
		if want := slices.Index(classes, action(row/10+1, row%10)); label != want {
			t.Errorf("row %d is labelled %d, want %d", row, label, want)
		}
		if r := int(binary.LittleEndian.Uint32(recordings[4*row:])); r != row/10 {
			t.Errorf("row %d is of recording %d, want %d", row, r, row/10)
		}
		if slices.Contains(got.Split.Train, row/10) {
			counts[label]++
		}
	}
	if !slices.Equal(got.TrainCounts, counts) || got.Rows != 40 {
		t.Errorf("counts %v of %d rows, want %v of 40", got.TrainCounts, got.Rows, counts)
	}
	for c, n := range counts {
		if want := float64(n) / 20; got.Prior[c] != want {
			t.Errorf("prior of %s is %v, want %v", classes[c], got.Prior[c], want)
		}
	}

	var read logs.Tensors
	data, err := os.ReadFile(filepath.Join(dir, "tensors.json"))
	if err == nil {
		err = json.Unmarshal(data, &read)
	}
	got.Input.Type, got.Held = 0, logs.Held{} // not part of kumite.input, and of tensors.json
	if err != nil || !reflect.DeepEqual(read, got) {
		t.Errorf("tensors.json holds %+v, %v; want %+v", read, err, got)
	}
	if read.Input.Stack != 2 || read.Recordings[3] != (logs.TensorRecording{"000004", 30, 10}) {
		t.Errorf("tensors.json says stack %d and %+v", read.Input.Stack, read.Recordings[3])
	}
}

func TestTensorsReplaceThoseThatAreThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tensors")
	for n := 4; n >= 3; n-- {
		f, err := logs.Open(folder(t, n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := logs.WriteTensors(context.Background(), dir, f, logs.TensorOptions{Spec: tensorSpec(), Seed: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := files(t, dir), []string{"frames.npy", "labels.npy", "recording.npy", "tensors.json"}; !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
	if head, _ := array(t, dir, "labels.npy"); !strings.Contains(head, "(30,)") {
		t.Errorf("labels.npy says %s, want the 30 rows of the second folder", head)
	}
	data, err := os.ReadFile(filepath.Join(dir, "tensors.json"))
	if err != nil || !bytes.Contains(data, []byte("\"rows\": 30,")) {
		t.Errorf("tensors.json says %s (%v), want 30 rows", data, err)
	}
}

func TestTensorsLeaveNothingWhenTheyFail(t *testing.T) {
	from, dir := folder(t, 3), filepath.Join(t.TempDir(), "tensors")
	f, err := logs.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = logs.WriteTensors(ctx, dir, f, logs.TensorOptions{Spec: tensorSpec(), Seed: 1, Progress: func(done, _ int) {
		if done == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(files(t, dir)) != 0 {
		t.Errorf("cancelled: %v, and the folder holds %v", err, files(t, dir))
	}
	if err := os.Remove(filepath.Join(from, "000003.mkv")); err != nil {
		t.Fatal(err)
	}
	if _, err := logs.WriteTensors(context.Background(), dir, f, logs.TensorOptions{Spec: tensorSpec(), Seed: 1}); err == nil || !strings.Contains(err.Error(), "000003.mkv") || len(files(t, dir)) != 0 {
		t.Errorf("a missing video: %v, and the folder holds %v", err, files(t, dir))
	}
	for _, stack := range []int{0, -1, 65} {
		o := logs.TensorOptions{Spec: tensorSpec()}
		o.Spec.Stack = stack
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("stack is %d; want 1 to 64", stack)) {
			t.Errorf("stack %d: %v", stack, err)
		}
	}
	if _, err := logs.WriteTensors(context.Background(), dir, f, logs.TensorOptions{Seed: 1}); err == nil || !strings.Contains(err.Error(), "width is 0") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the zero spec: %v", err)
	}
}

func TestSplitIsByRecordingSeededAndWhole(t *testing.T) {
	names := make([]string, 40)
	for i := range names {
		names[i] = logs.Name(i + 1)
	}
	s := logs.NewSplit(1, names)
	if len(s.Train) != 32 || len(s.Val) != 4 || len(s.Test) != 4 {
		t.Errorf("%d, %d and %d recordings; want 32, 4 and 4", len(s.Train), len(s.Val), len(s.Test))
	}
	all := slices.Sorted(slices.Values(slices.Concat(s.Train, s.Val, s.Test)))
	for i, r := range all {
		if i != r {
			t.Fatalf("the split is not every recording once: %v", all)
		}
	}
	if !reflect.DeepEqual(s, logs.NewSplit(1, names)) || reflect.DeepEqual(s.Test, logs.NewSplit(2, names).Test) {
		t.Error("the split does not follow from the seed")
	}
	if got, want := logs.NewSplit(1, names[:10]), []int{len(logs.NewSplit(1, names[:2]).Train), len(logs.NewSplit(1, names[:3]).Train)}; len(got.Train) != 8 || !slices.Equal(want, []int{2, 1}) {
		t.Errorf("10, 2 and 3 recordings train %d and %v; want 8, 2 and 1", len(got.Train), want)
	}
	// Known values: the split of a seed never changes.
	if want := (logs.Split{Seed: 1, Train: logs.NewSplit(1, names[:10]).Train, Val: []int{5}, Test: []int{9}}); !reflect.DeepEqual(logs.NewSplit(1, names[:10]), want) {
		t.Errorf("split of ten with seed 1 is %+v, want %+v", logs.NewSplit(1, names[:10]), want)
	}
}

func BenchmarkRecordFrame(b *testing.B) {
	w, err := logs.NewWriter(b.TempDir(), header())
	if err != nil {
		b.Fatal(err)
	}
	r, err := w.Record(1)
	if err != nil {
		b.Fatal(err)
	}
	f, i := frame(1, 1), int64(0)
	for b.Loop() {
		i++
		if err := errors.Join(r.WriteFrame(f, i, nil), r.WriteAction(logs.NoAction)); err != nil {
			b.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
}

func TestAnswersOfAnExpertAreAnArrayOfTheirOwn(t *testing.T) {
	root := t.TempDir()
	answers := [][]string{{"poke", "no_action", "parry"}, {"no_action", "poke", "no_action"}}
	from := asked(t, filepath.Join(root, "logs"), answers)
	dir := filepath.Join(root, "tensors")
	got, err := logs.WriteTensors(context.Background(), dir, from, logs.TensorOptions{Spec: tensorSpec(), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, data := array(t, dir, "expert.npy")
	var want []byte
	for _, recording := range answers {
		for _, name := range recording {
			want = binary.LittleEndian.AppendUint64(want, uint64(slices.Index(got.Classes, name)))
		}
	}
	if !got.Expert || !bytes.Equal(data, want) {
		t.Errorf("expert is %v and the array %v, want true and %v", got.Expert, data, want)
	}
	mixed := asked(t, filepath.Join(root, "mixed"), [][]string{{"poke", "poke"}, {"", ""}})
	if _, err := logs.WriteTensors(context.Background(), dir, mixed, logs.TensorOptions{Spec: tensorSpec(), Seed: 1}); err == nil ||
		!strings.Contains(err.Error(), "want all or none") {
		t.Errorf("logs with answers in one of two recordings: got %v, want an error", err)
	}
	plain, err := logs.Open(folder(t, 3))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := logs.WriteTensors(context.Background(), dir, plain, logs.TensorOptions{Spec: tensorSpec(), Seed: 1}); err != nil || got.Expert {
		t.Errorf("logs without answers: expert is %v, %v; want false", got.Expert, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "expert.npy")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("expert.npy of other logs is still there: %v", err)
	}
}

// asked writes recordings of which every row has an expert's answer, or none where it
// is empty.
func asked(t *testing.T, dir string, answers [][]string) *logs.Folder {
	t.Helper()
	header := logs.Header{Game: "test", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: []string{"poke", "no_action", "parry"}}
	w, err := logs.NewWriter(dir, header)
	if err != nil {
		t.Fatal(err)
	}
	frame := image.NewPaletted(image.Rect(0, 0, 32, 18), []color.Color{color.Black})
	for i, recording := range answers {
		r, err := w.Record(i + 1)
		if err != nil {
			t.Fatal(err)
		}
		for tick, answer := range recording {
			if err := errors.Join(r.WriteFrame(frame, int64(tick), nil), r.WriteAnswered("no_action", answer)); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

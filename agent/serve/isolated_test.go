package serve_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/policy/ort"
)

// isolatedArg makes the test program the process of an isolated model.
const isolatedArg = "isolated-model"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == isolatedArg {
		if pipe, err := os.Open(filepath.Join(filepath.Dir(os.Args[len(os.Args)-1]), gate)); err == nil {
			_, _ = io.ReadAll(pipe)
		}
		batch := 1
		for i, arg := range os.Args[:len(os.Args)-1] {
			if arg == "--batch" {
				batch, _ = strconv.Atoi(os.Args[i+1])
			}
		}
		if err := bot.Serve(os.Stdin, os.Stdout, ort.CPU, os.Args[len(os.Args)-1], nil, batch, 1<<30); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func isolated(c *serve.Config) {
	c.Isolation = bot.Isolation{When: bot.Always, MemoryLimit: 1 << 30, Command: []string{os.Args[0], isolatedArg}}
}

// scoresOf sends n inputs to a model and returns the scores.
func scoresOf(t *testing.T, client oippb.GRPCInferenceServiceClient, model string, n int, data []float32) ([]float32, error) {
	t.Helper()
	meta, err := client.ModelMetadata(t.Context(), &oippb.ModelMetadataRequest{Name: model})
	if err != nil {
		t.Fatal(err)
	}
	in := meta.GetInputs()[0]
	out, err := client.ModelInfer(t.Context(), &oippb.ModelInferRequest{
		ModelName:        model,
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: in.GetName(), Datatype: oip.FP32, Shape: append([]int64{int64(n)}, in.GetShape()[1:]...)}},
		RawInputContents: [][]byte{oip.AppendFloats(nil, data)},
	})
	if err != nil {
		return nil, err
	}
	scores := make([]float32, len(out.GetRawOutputContents()[0])/4)
	return scores, oip.ReadFloats(scores, oip.FP32, out.GetRawOutputContents()[0])
}

// children returns the processes that this one has started.
func children(t *testing.T) (pids []int) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range tasks {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		for _, word := range strings.Fields(string(text)) {
			pid, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

func TestAnIsolatedModelGivesTheSameScoresAlsoAfterItsProcessIsLost(t *testing.T) {
	path := shipped + "/pro-tiny.onnx"
	s, _ := local(t, path)
	one := s.Input().Floats
	var five []float32
	for n := range 5 {
		for i, x := range one {
			five = append(five, x*float32(i%(n+1)))
		}
	}
	_, here := start(t, nil, path)
	want, err := scoresOf(t, dial(t, here), "pro-tiny", 5, five)
	if err != nil {
		t.Fatal(err)
	}
	_, there := start(t, isolated, path)
	client := dial(t, there)
	if got, err := scoresOf(t, client, "pro-tiny", 5, five); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("isolated the scores are %v, %v, want %v", got, err, want)
	}
	all := children(t)
	if len(all) != 4 { // batches of 1, 2, 4 and 8
		t.Fatalf("the model has the processes %v, want 4", all)
	}
	for _, pid := range all {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	_, err = scoresOf(t, client, "pro-tiny", 1, five[:len(one)])
	if status.Code(err) != codes.Internal || !strings.Contains(err.Error(), "run model pro-tiny: signal: killed") {
		t.Errorf("with a lost process: got %v, want an error that says so", err)
	}
	if got, err := scoresOf(t, client, "pro-tiny", 1, five[:len(one)]); err != nil || !reflect.DeepEqual(got, want[:len(got)]) {
		t.Errorf("afterwards: got %v, %v, want %v", got, err, want)
	}
}

// next continues a sequence of the recurrent model, or starts it, and returns the scores.
func next(ctx context.Context, client oippb.GRPCInferenceServiceClient, id string, start bool) ([]byte, error) {
	meta, err := client.ModelMetadata(ctx, &oippb.ModelMetadataRequest{Name: "recurrent"})
	if err != nil {
		return nil, err
	}
	in, n := meta.GetInputs()[0], int64(1)
	shape := append([]int64{1}, in.GetShape()[1:]...)
	for _, side := range shape {
		n *= side
	}
	out, err := client.ModelInfer(ctx, &oippb.ModelInferRequest{
		ModelName:        "recurrent",
		Parameters:       map[string]*oippb.InferParameter{oip.SequenceID: oip.Text(id), oip.SequenceStart: oip.Bool(start)},
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: in.GetName(), Datatype: oip.FP32, Shape: shape}},
		RawInputContents: [][]byte{oip.AppendFloats(nil, slices.Repeat([]float32{0.5}, int(n)))},
	})
	if err != nil {
		return nil, err
	}
	return out.GetRawOutputContents()[0], nil
}

const recurrent = "../../policy/ort/testdata/recurrent.onnx"

// Each sequence of a model with recurrent state has a process, so that few are possible.
func TestIsolatedSequencesHaveTheirOwnState(t *testing.T) {
	var want [][]byte
	for _, change := range []func(*serve.Config){nil, isolated} {
		_, calls := start(t, change, recurrent)
		client := dial(t, calls)
		var got [][]byte
		for _, request := range []struct {
			id    string
			start bool
		}{{"a", true}, {"b", true}, {"a", false}, {"a", false}, {"b", false}} {
			scores, err := next(t.Context(), client, request.id, request.start)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, scores)
		}
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) || reflect.DeepEqual(got[0], got[2]) || !reflect.DeepEqual(got[2], got[4]) {
			t.Errorf("the sequences' scores are %x, want %x", got, want)
		}
	}
}

// gate is a pipe in the folder of an isolated model: its processes start when somebody
// has written to the pipe.
const gate = "gate"

// Players were refused or had to wait while the process of another one started.
func TestASequenceThatStartsSlowlyHoldsUpNoOther(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(recurrent)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "recurrent.onnx"), data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, calls := start(t, isolated, filepath.Join(dir, "recurrent.onnx"))
	client := dial(t, calls)
	if _, err := next(t.Context(), client, "quick", true); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, gate), 0o600); err != nil {
		t.Fatal(err)
	}
	slow := make(chan error, 2)
	go func() {
		_, err := next(t.Context(), client, "slow", true)
		slow <- err
	}()
	pipe, err := os.OpenFile(filepath.Join(dir, gate), os.O_WRONLY, 0) // waits for the process
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // only so that a failure does not hang
	defer cancel()
	if _, err := next(ctx, client, "quick", false); err != nil {
		t.Errorf("while another sequence starts: %v", err)
	}
	if _, err := next(t.Context(), client, "slow", true); status.Code(err) != codes.FailedPrecondition {
		t.Errorf("the sequence that starts is started again: %v, want FAILED_PRECONDITION", err)
	}
	go func() {
		_, err := next(t.Context(), client, "slow", false)
		slow <- err
	}()
	if err := pipe.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-slow; err != nil {
			t.Errorf("the sequence that started slowly: %v", err)
		}
	}
}

// The process of a sequence reads the file again.
func TestASequenceDoesNotBeginOnAnotherFileThanItsVersion(t *testing.T) {
	dir := t.TempDir()
	model, waits := filepath.Join(dir, "recurrent.onnx"), filepath.Join(dir, gate)
	data, err := os.ReadFile(recurrent)
	if err == nil {
		err = os.WriteFile(model, data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, calls := start(t, isolated, model)
	if err := syscall.Mkfifo(waits, 0o600); err != nil {
		t.Fatal(err)
	}
	client, began := dial(t, calls), make(chan error)
	go func() {
		_, err := next(t.Context(), client, "a", true)
		began <- err
	}()
	pipe, err := os.OpenFile(waits, os.O_WRONLY, 0) // waits for the process
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(waits), os.WriteFile(model+".json", []byte(`{"kumite.temperature": 2}`), 0o644), pipe.Close()); err != nil {
		t.Fatal(err)
	}
	if err := <-began; status.Code(err) != codes.Unavailable {
		t.Errorf("the file was replaced meanwhile: %v, want UNAVAILABLE", err)
	}
}

// The memory of players who have left was kept until the next request of a sequence.
func TestTheProcessOfASequenceEndsWhenNobodyUsesIt(t *testing.T) {
	_, calls := start(t, func(c *serve.Config) {
		isolated(c)
		c.Idle = time.Millisecond
	}, recurrent)
	without := len(children(t))
	if _, err := next(t.Context(), dial(t, calls), "a", true); err != nil {
		t.Fatal(err)
	}
	for len(children(t)) > without { // it hangs if nothing ends the sequence
		time.Sleep(time.Millisecond)
	}
}

package serve_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

// Many clients at once get either the scores of their own input or a clear refusal, in
// batches and in sequences, and the server still answers afterwards.
func TestUnderOverloadAnAnswerIsRightOrRefused(t *testing.T) {
	s, _ := local(t, shipped+"/pro-tiny.onnx")
	c := s.Contract()
	shape, _ := oip.Shape(c.Input, 4)
	const kinds = 5
	var inputs [kinds][]byte
	var want [kinds][]float32
	for kind := range kinds {
		for i := range s.Input().Floats {
			s.Input().Floats[i] = float32((i+kind)%9) / 9
		}
		if err := s.Run(); err != nil {
			t.Fatal(err)
		}
		inputs[kind] = oip.AppendFloats(nil, s.Input().Floats)
		want[kind] = append([]float32(nil), s.Scores()...)
	}
	var reported atomic.Int64
	_, calls := start(t, func(cfg *serve.Config) {
		cfg.Queue, cfg.Batch, cfg.Workers = 4, 4, 2
		cfg.Answered = func(serve.Answered) { reported.Add(1) }
	}, shipped+"/pro-tiny.onnx")
	client := dial(t, calls)
	ask := func(kind int, parameters map[string]*oippb.InferParameter) error {
		out, err := client.ModelInfer(context.Background(), &oippb.ModelInferRequest{ModelName: "pro-tiny", Parameters: parameters,
			Inputs: []*oippb.ModelInferRequest_InferInputTensor{{Name: c.Frames, Datatype: "FP32", Shape: shape}}, RawInputContents: [][]byte{inputs[kind]}})
		if err != nil {
			return err
		}
		got := make([]float32, len(c.Classes))
		if err := oip.ReadFloats(got, "FP32", out.RawOutputContents[0]); err != nil {
			return err
		}
		for k := range got {
			if d := got[k] - want[kind][k]; d > 1e-3 || d < -1e-3 { // batches may differ in the last bits
				return fmt.Errorf("score %d of input %d is %v, want %v", k, kind, got[k], want[kind][k])
			}
		}
		return nil
	}
	const clients, each = 32, 20
	var answered, refused atomic.Int64
	var group sync.WaitGroup
	for n := range clients {
		group.Go(func() {
			for i := range each {
				var parameters map[string]*oippb.InferParameter
				if n%2 == 0 {
					parameters = map[string]*oippb.InferParameter{oip.SequenceID: oip.Text(fmt.Sprint(n)), oip.SequenceStart: oip.Bool(true), oip.SequenceEnd: oip.Bool(i%3 == 0)}
				}
				switch err := ask((n+i)%kinds, parameters); status.Code(err) {
				case codes.OK:
					answered.Add(1)
				case codes.ResourceExhausted:
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if answered.Load() == 0 || answered.Load()+refused.Load() != clients*each {
		t.Errorf("%d answered and %d refused, want %d together and some answered", answered.Load(), refused.Load(), clients*each)
	}
	if reported.Load() != clients*each {
		t.Errorf("%d answers were reported, want %d", reported.Load(), clients*each)
	}
	if err := ask(0, nil); err != nil {
		t.Errorf("after the overload: %v", err)
	}
}

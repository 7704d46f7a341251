package serve

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

// served returns a model that is served to the test alone.
func served(t *testing.T, path string) *model {
	t.Helper()
	cfg := Default()
	who, err := bot.ParseAll([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	m, err := newModel(&cfg, who[0], func(Event) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

// frame is a request of a sequence with a picture of stripes, which differ from k to k.
func frame(id string, k int, start bool) *oippb.ModelInferRequest {
	pix := make([]byte, 180*320)
	for i := range pix {
		pix[i] = byte(i / (k + 2) * 40)
	}
	return &oippb.ModelInferRequest{
		Parameters:       map[string]*oippb.InferParameter{oip.SequenceID: oip.Text(id), oip.SequenceStart: oip.Bool(start)},
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: frameInput, Datatype: oip.UINT8, Shape: []int64{180, 320}}},
		RawInputContents: [][]byte{pix},
	}
}

func whole64(n int64) *oippb.InferParameter {
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_Int64Param{Int64Param: n}}
}

// decides returns p_act of the next frames of a sequence.
func decides(t *testing.T, m *model, id string, from, to int) (p []float64) {
	t.Helper()
	for k := from; k < to; k++ {
		out, err := m.infer(t.Context(), frame(id, k, k == 0))
		if err != nil {
			t.Fatal(err)
		}
		p = append(p, math.Float64frombits(binary.LittleEndian.Uint64(out.RawOutputContents[2])))
	}
	return p
}

func TestARefusedRequestLeavesTheSequenceAsItWas(t *testing.T) {
	m := served(t, "../../models/pro-tiny.onnx")
	want := decides(t, m, "undisturbed", 0, 4)
	if want[2] == want[3] {
		t.Fatalf("p_act %v: the frames do not differ", want)
	}
	tooLate := frame("a", 2, false)
	tooLate.Parameters["tick"] = whole64(6) // was decided
	unknown := frame("a", 2, false)
	unknown.Outputs = []*oippb.ModelInferRequest_InferRequestedOutputTensor{{Name: "z"}}
	small := frame("a", 2, false)
	small.Inputs[0].Shape, small.RawInputContents[0] = []int64{1, 1}, []byte{0}
	queue := int64(m.cfg.Queue)
	for name, test := range map[string]struct {
		request *oippb.ModelInferRequest
		taken   int64 // places of the queue
		code    codes.Code
	}{
		"a full queue":     {frame("a", 2, false), queue, codes.ResourceExhausted},
		"an old tick":      {tooLate, 0, codes.InvalidArgument},
		"another output":   {unknown, 0, codes.InvalidArgument},
		"another size":     {small, 0, codes.InvalidArgument},
		"another sequence": {frame("b", 2, false), 0, codes.FailedPrecondition},
	} {
		got := decides(t, m, "a", 0, 2)
		m.current.places.Add(test.taken)
		_, err := m.infer(t.Context(), test.request)
		m.current.places.Add(-test.taken)
		if status.Code(err) != test.code {
			t.Errorf("%s: %v, want %v", name, err, test.code)
		}
		got = append(got, decides(t, m, "a", 2, 4)...)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: p_act %v, without the refused request %v", name, got, want)
		}
		if n, waiting := m.current.places.Load(), m.current.waiting.Load(); n != 0 || waiting != 0 {
			t.Errorf("%s: %d places and %d jobs are left, want none", name, n, waiting)
		}
	}
}

// late is a context whose deadline has passed after a number of looks at it.
type late struct {
	context.Context
	looks *atomic.Int32
}

func (l late) Err() error {
	if l.looks.Add(-1) >= 0 {
		return nil
	}
	return context.DeadlineExceeded
}

// overdue is a context whose deadline has passed and whose timer has not noticed it.
type overdue struct{ context.Context }

func (overdue) Deadline() (time.Time, bool) { return time.Now().Add(-time.Second), true }

func TestARequestThatIsLatePassesAsAFrame(t *testing.T) {
	m := served(t, "../../models/pro-tiny.onnx")
	inQueue, whileItRuns := late{t.Context(), new(atomic.Int32)}, late{t.Context(), new(atomic.Int32)}
	whileItRuns.looks.Store(1)
	for when, ctx := range map[string]context.Context{"in the queue": inQueue, "while it runs": whileItRuns, "by the clock": overdue{t.Context()}} {
		decides(t, m, "a", 0, 1)
		if _, err := m.infer(ctx, frame("a", 1, false)); status.Code(err) != codes.DeadlineExceeded {
			t.Fatalf("%s: %v, want DEADLINE_EXCEEDED", when, err)
		}
		again := frame("a", 1, false)
		again.Parameters["tick"] = whole64(6)
		if _, err := m.infer(t.Context(), again); status.Code(err) != codes.InvalidArgument {
			t.Errorf("%s: tick 6 once more: %v, want it to have passed", when, err)
		}
		again.Parameters["tick"] = whole64(7)
		if _, err := m.infer(t.Context(), again); err != nil {
			t.Errorf("%s: tick 7: %v", when, err)
		}
	}
}

// A request of several inputs is queued whole or refused.
func TestInputsThatDoNotAllFitAreRefusedTogether(t *testing.T) {
	v := &version{cfg: &Config{Workers: 1, Queue: 4}}
	if err := v.reserve(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if err := v.reserve(t.Context(), 2); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("2 inputs and 1 place: %v, want RESOURCE_EXHAUSTED", err)
	}
	if err := v.reserve(t.Context(), 1); err != nil {
		t.Errorf("1 input and 1 place: %v", err)
	}
}

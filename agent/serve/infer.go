package serve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/vision"
)

// frameInput is the input of a request that brings one frame instead of the whole tensor.
const frameInput = "frame"

// request is a request with its one input as bytes.
type request struct {
	sequence   string // "" stands alone
	start, end bool
	seed       uint64
	tick       int32 // of the frame; −1 is one period after the last
	name       string
	datatype   string
	shape      []int64
	raw        []byte
	decide     bool // outputs of the decoder are wanted
}

// answer holds the results for the inputs of a request.
type answer struct {
	version *version
	scores  []float32
	actions []string
	pAct    []float64
	reasons []string

	sent       []string      // of the actions
	queue, ran time.Duration // of the slowest input
}

// infer answers a request and reports the answer.
func (m *model) infer(ctx context.Context, in *oippb.ModelInferRequest) (*oippb.ModelInferResponse, error) {
	start := time.Now()
	a := &answer{}
	out, err := m.answer(ctx, in, a)
	if m.cfg.Answered != nil {
		report := Answered{Model: m.who.Name, Code: status.Code(err).String(), Decisions: len(a.actions), Sent: a.sent, Queue: a.queue, Run: a.ran, Total: time.Since(start)}
		if a.version != nil {
			report.Version = a.version.id
		}
		m.cfg.Answered(report)
	}
	return out, err
}

// answer answers a request, which it describes in a.
func (m *model) answer(ctx context.Context, in *oippb.ModelInferRequest, a *answer) (*oippb.ModelInferResponse, error) {
	r, err := readRequest(in)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	if timeout, ok := in.GetParameters()["timeout"]; ok { // microseconds, as in Triton
		us, err := whole(timeout)
		if err != nil || us < 1 || us > int64(time.Hour/time.Microsecond) {
			return nil, status.Error(codes.InvalidArgument, "timeout is out of bounds; want 1 to 3600000000 microseconds")
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(us)*time.Microsecond)
		defer cancel()
	}
	if r.sequence == "" {
		err = m.inferAlone(ctx, in.GetModelVersion(), r, a)
	} else {
		err = m.inferNext(ctx, in.GetModelVersion(), r, a)
	}
	if err != nil {
		return nil, err
	}
	return a.response(in)
}

// inferAlone answers a request that belongs to no sequence.
func (m *model) inferAlone(ctx context.Context, id string, r *request, a *answer) error {
	v, err := m.take(id)
	if err != nil {
		return err
	}
	defer v.release()
	if v.stateful() {
		return status.Error(codes.InvalidArgument, "the model has recurrent state; send sequence_id, and sequence_start with the first request")
	}
	if r.name == frameInput {
		s, err := newSequence(v, r.seed)
		if err != nil {
			return err
		}
		v.hold() // released with the sequence
		defer s.close()
		return s.next(ctx, r, a)
	}
	n, err := v.inputs(r)
	if err != nil {
		return err
	}
	a.version = v
	looked, mean, spread := -1, 0.0, 0.0 // the input whose decision is a sample of drift
	jobs := make([]*job, n)
	size := len(r.raw) / n
	for i := range jobs {
		if jobs[i], err = v.jobOf(r.datatype, r.raw[i*size:][:size]); err != nil {
			return err
		}
		if v.drift.due() {
			looked = i
			mean, spread = moments(jobs[i].input)
		}
	}
	if err := v.run(ctx, a, jobs...); err != nil {
		return err
	}
	k := len(v.contract.Classes)
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := range n {
		if !r.decide && i != looked {
			continue
		}
		v.alone.Reset()
		d := v.alone.Decide(0, a.scores[i*k:][:k], nil)
		if i == looked {
			v.sampleAlone(d, mean, spread)
		}
		if r.decide {
			a.decided(v, d)
		}
	}
	return nil
}

// inferNext answers a request of a sequence.
func (m *model) inferNext(ctx context.Context, id string, r *request, a *answer) error {
	s, err := m.players.enter(ctx, r.sequence, r.start, func() (*version, error) { return m.take(id) }, r.seed)
	if err != nil {
		return err
	}
	defer func() { m.players.leave(r.sequence, s, r.end) }()
	if id != "" && id != s.version.id {
		return status.Errorf(codes.FailedPrecondition, "the sequence began on version %s; end it to use version %.40q", s.version.id, id)
	}
	return s.next(ctx, r, a)
}

// next makes the next decision of a sequence.
func (s *sequence) next(ctx context.Context, r *request, a *answer) error {
	v := s.version
	a.version = v
	var mean, spread float64 // of the input
	look := func(in vision.Input) {
		if s.meter.Due() {
			mean, spread = moments(in)
		}
	}
	if r.name == frameInput {
		frame, err := frameOf(r.shape, r.raw)
		if err != nil {
			return status.Errorf(codes.InvalidArgument, "input %q: %v", frameInput, err)
		}
		j := v.newJob()
		if err := s.see(frame, j.input); err != nil {
			return err
		}
		look(j.input)
		j.own = s.network
		if err := v.run(ctx, a, j); err != nil {
			return err
		}
	} else {
		n, err := v.inputs(r)
		if err == nil && n != 1 {
			err = status.Errorf(codes.InvalidArgument, "a request of a sequence has %d inputs; want 1", n)
		}
		if err != nil {
			return err
		}
		j, err := v.jobOf(r.datatype, r.raw)
		if err != nil {
			return err
		}
		look(j.input)
		j.own = s.network
		if err := v.run(ctx, a, j); err != nil {
			return err
		}
	}
	if r.tick >= 0 {
		if r.tick < s.tick {
			return status.Errorf(codes.InvalidArgument, "tick %d is before tick %d, which has been decided; ticks rise", r.tick, s.tick)
		}
		s.tick = r.tick
	}
	decision := s.mind.Decide(s.tick, a.scores, nil)
	a.decided(v, decision)
	s.sample(decision, mean, spread)
	s.tick += agent.PeriodTicks
	return nil
}

// inputs checks the tensor of a request and returns how many inputs it holds.
func (v *version) inputs(r *request) (int, error) {
	fail := func(format string, args ...any) (int, error) {
		return 0, status.Errorf(codes.InvalidArgument, "input %.40q: %s", r.name, fmt.Sprintf(format, args...))
	}
	if r.name != v.contract.Frames {
		return fail("model %s has no such input; want %q, or %q for one frame", v.who.Name, v.contract.Frames, frameInput)
	}
	if len(r.shape) != len(v.inShape) {
		return fail("the shape %v has rank %d; want %d", r.shape, len(r.shape), len(v.inShape))
	}
	for i := 1; i < len(r.shape); i++ {
		if r.shape[i] != v.inShape[i] {
			return fail("the shape is %v; want N inputs of %v", r.shape, v.inShape[1:])
		}
	}
	n := r.shape[0]
	if n < 1 || n > int64(v.cfg.Queue) || int64(len(r.raw))%n != 0 {
		return fail("%d inputs of %d bytes; want 1 to %d", n, len(r.raw), v.cfg.Queue)
	}
	return int(n), nil
}

// jobOf returns a job with an input of the tensor.
func (v *version) jobOf(datatype string, raw []byte) (*job, error) {
	j := v.newJob()
	if err := oip.ReadInput(j.input, datatype, raw); err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "input %q: %v", v.contract.Frames, err)
	}
	return j, nil
}

// run queues jobs, waits for them and appends their scores. A worker ends every queued
// job: with scores, or when its deadline has passed.
func (v *version) run(ctx context.Context, a *answer, jobs ...*job) (err error) {
	queued := 0
	for _, j := range jobs {
		if err = v.admit(ctx, j); err != nil {
			break
		}
		queued++
	}
	for _, j := range jobs[:queued] {
		<-j.done
		if err == nil {
			err = j.err
		}
		a.scores = append(a.scores, j.scores...)
		a.queue, a.ran = max(a.queue, j.queue), max(a.ran, j.ran)
		v.free.Put(j)
	}
	return err
}

// decided appends a decision.
func (a *answer) decided(v *version, d policy.Decision) {
	a.actions = append(a.actions, v.contract.Alias(d.Name()))
	if d.Sent() {
		a.sent = append(a.sent, a.actions[len(a.actions)-1])
	}
	a.pAct = append(a.pAct, d.PAct)
	reason := d.String()
	if problem := d.Problem(); problem != "" {
		reason = problem
	}
	a.reasons = append(a.reasons, reason)
}

// readRequest reads the parameters and the input of a request.
func readRequest(in *oippb.ModelInferRequest) (*request, error) {
	r := &request{tick: -1, decide: len(in.GetOutputs()) == 0}
	for _, o := range in.GetOutputs() {
		switch o.GetName() {
		case actionOutput, pActOutput, reasonOutput:
			r.decide = true
		}
	}
	for key, p := range in.GetParameters() {
		var err error
		switch key {
		case oip.SequenceID:
			if r.sequence = p.GetStringParam(); r.sequence == "" {
				var n int64
				if n, err = whole(p); n != 0 {
					r.sequence = strconv.FormatInt(n, 10)
				}
			}
			if len(r.sequence) > 256 {
				err = fmt.Errorf("has %d bytes; want at most 256", len(r.sequence))
			}
		case oip.SequenceStart:
			r.start, err = truth(p)
		case oip.SequenceEnd:
			r.end, err = truth(p)
		case "seed":
			r.seed, err = seed(p)
		case "tick":
			var n int64
			if n, err = whole(p); n < 0 || n > 1<<30 {
				err = fmt.Errorf("is %d; want 0 to %d", n, 1<<30)
			}
			r.tick = int32(n)
		}
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", key, err)
		}
	}
	if len(in.GetInputs()) != 1 {
		return nil, fmt.Errorf("the request has %d inputs; want 1", len(in.GetInputs()))
	}
	t := in.GetInputs()[0]
	r.name, r.datatype, r.shape = t.GetName(), t.GetDatatype(), t.GetShape()
	if r.name == frameInput && r.datatype != oip.UINT8 {
		return nil, fmt.Errorf("input %q: the datatype is %.20q; want %s", frameInput, r.datatype, oip.UINT8)
	}
	if raw := in.GetRawInputContents(); len(raw) == 1 && t.GetContents() == nil {
		r.raw = raw[0]
		return r, nil
	} else if len(raw) > 0 {
		return nil, fmt.Errorf("%d raw contents for 1 input, or typed contents beside them; send one of either", len(raw))
	}
	var err error
	if r.raw, err = oip.Raw(r.datatype, t.GetContents()); err != nil {
		return nil, fmt.Errorf("input %.40q: %w", r.name, err)
	}
	return r, nil
}

// whole returns the value of a parameter that is a whole number.
func whole(p *oippb.InferParameter) (int64, error) {
	switch x := p.GetParameterChoice().(type) {
	case *oippb.InferParameter_Int64Param:
		return x.Int64Param, nil
	case *oippb.InferParameter_Uint64Param:
		if x.Uint64Param > math.MaxInt64 {
			return 0, fmt.Errorf("is %d; want at most %d", x.Uint64Param, int64(math.MaxInt64))
		}
		return int64(x.Uint64Param), nil
	}
	return 0, errors.New("it is not a whole number")
}

// seed returns the value of a parameter that is a seed: any uint64.
func seed(p *oippb.InferParameter) (uint64, error) {
	if x, ok := p.GetParameterChoice().(*oippb.InferParameter_Uint64Param); ok {
		return x.Uint64Param, nil
	}
	n, err := whole(p)
	if n < 0 {
		return 0, fmt.Errorf("is %d; want 0 or more", n)
	}
	return uint64(n), err
}

// truth returns the value of a parameter that is true or false.
func truth(p *oippb.InferParameter) (bool, error) {
	if x, ok := p.GetParameterChoice().(*oippb.InferParameter_BoolParam); ok {
		return x.BoolParam, nil
	}
	return false, errors.New("it is neither true nor false")
}

// response returns the message with the outputs that the request names, or all.
func (a *answer) response(in *oippb.ModelInferRequest) (*oippb.ModelInferResponse, error) {
	scores := a.version.contract.Scores
	names := []string{scores, actionOutput, pActOutput, reasonOutput}
	if len(in.GetOutputs()) > 0 {
		names = nil
		for _, o := range in.GetOutputs() {
			names = append(names, o.GetName())
		}
	}
	n := int64(max(len(a.actions), 1))
	out := &oippb.ModelInferResponse{ModelName: a.version.who.Name, ModelVersion: a.version.id, Id: in.GetId()}
	for _, name := range names {
		t := &oippb.ModelInferResponse_InferOutputTensor{Name: name, Shape: []int64{n}}
		var raw []byte
		switch name {
		case scores:
			k := int64(len(a.version.contract.Classes))
			t.Datatype, t.Shape = oip.FP32, []int64{int64(len(a.scores)) / k, k}
			raw = oip.AppendFloats(nil, a.scores)
		case actionOutput:
			t.Datatype, raw = oip.BYTES, oip.AppendBytes(nil, a.actions)
		case pActOutput:
			t.Datatype, raw = oip.FP64, oip.AppendDoubles(nil, a.pAct)
		case reasonOutput:
			t.Datatype, raw = oip.BYTES, oip.AppendBytes(nil, a.reasons)
		default:
			return nil, status.Errorf(codes.InvalidArgument, "model %s has no output %.40q; it has %v", a.version.who.Name, name, []string{scores, actionOutput, pActOutput, reasonOutput})
		}
		out.Outputs = append(out.Outputs, t)
		out.RawOutputContents = append(out.RawOutputContents, raw)
	}
	return out, nil
}

package serve

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/vision"
)

// infer answers a request and reports the answer.
func (m *model) infer(ctx context.Context, in *oippb.ModelInferRequest) (*oippb.ModelInferResponse, error) {
	start := time.Now()
	a := &answer{}
	out, err := m.answer(ctx, in, a)
	if m.cfg.Answered != nil {
		report := Answered{
			Model: m.who.Name, Code: status.Code(err).String(), Decisions: len(a.actions), Actions: a.actions, Sent: a.sent, Parent: parentOf(ctx),
			Start: start, Queued: a.queued, Queue: a.queue, Run: a.ran, Total: time.Since(start),
		}
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
	return a.response(in.GetId(), r.outputs), nil
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
		s := newSequence(v)
		v.hold() // released with the sequence
		defer s.close()
		if err := s.begin(r.seed); err != nil {
			return err
		}
		return s.next(ctx, r, a)
	}
	n, err := v.inputs(r)
	if err != nil {
		return err
	}
	a.version = v
	if err := v.hasOutputs(r.outputs); err != nil {
		return err
	}
	looked, mean, spread := -1, 0.0, 0.0 // the input whose decision is a sample of drift
	jobs := make([]*job, n)
	size := len(r.raw) / n
	for i := range jobs {
		jobs[i] = v.newJob()
		if err := v.read(jobs[i].input, r.datatype, r.raw[i*size:][:size]); err != nil {
			return err
		}
		if v.drift.due() {
			looked = i
			mean, spread = drift.InputMoments(jobs[i].input.Floats, jobs[i].input.Bytes)
		}
	}
	if err := v.reserve(ctx, n); err != nil {
		return err
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

// next makes the next decision of a sequence. A request that is refused leaves the
// sequence as it was. One that is accepted and gets no scores passes as a frame without a
// decision.
func (s *sequence) next(ctx context.Context, r *request, a *answer) error {
	v := s.version
	a.version = v
	if err := v.hasOutputs(r.outputs); err != nil {
		return err
	}
	tick := s.tick
	if r.tick >= 0 {
		if last := s.tick - agent.PeriodTicks; r.tick <= last {
			return status.Errorf(codes.InvalidArgument, "tick %d is not after tick %d, which has passed; ticks rise", r.tick, last)
		}
		tick = r.tick
	}
	fill, err := s.reads(r)
	if err != nil {
		return err
	}
	if err := v.reserve(ctx, 1); err != nil {
		return err
	}
	j := v.newJob()
	if err := fill(j.input); err != nil {
		v.unreserve(1)
		return err
	}
	var mean, spread float64 // of the input
	if s.player.Due() {
		mean, spread = drift.InputMoments(j.input.Floats, j.input.Bytes)
	}
	j.own = s.network
	s.tick = tick + agent.PeriodTicks
	if err := v.run(ctx, a, j); err != nil {
		s.mind.Skip(tick)
		return err
	}
	decision := s.mind.Decide(tick, a.scores, nil)
	a.decided(v, decision)
	s.sample(decision, mean, spread)
	return nil
}

// reads checks the input of a request and returns what fills the network's input with it.
func (s *sequence) reads(r *request) (fill func(vision.Input) error, err error) {
	v := s.version
	if r.name == frameInput {
		frame, err := frameOf(r.shape, r.raw)
		if err != nil {
			return nil, status.Errorf(codes.InvalidArgument, "input %q: %v", frameInput, err)
		}
		return func(in vision.Input) error { return s.see(frame, in) }, nil
	}
	n, err := v.inputs(r)
	if err == nil && n != 1 {
		err = status.Errorf(codes.InvalidArgument, "a request of a sequence has %d inputs; want 1", n)
	}
	return func(in vision.Input) error { return v.read(in, r.datatype, r.raw) }, err
}

// run queues jobs in places that are reserved, waits for them and appends their scores. A
// worker ends every job: with scores, or with an error when its deadline has passed.
func (v *version) run(ctx context.Context, a *answer, jobs ...*job) (err error) {
	for _, j := range jobs {
		v.enqueue(ctx, j)
	}
	a.queued = jobs[0].queued
	for _, j := range jobs {
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

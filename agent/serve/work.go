package serve

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// job is one input to score.
type job struct {
	ctx    context.Context
	input  vision.Input // one input; the job's own memory
	scores []float32
	own    bot.Network // of a sequence with recurrent state, else nil
	err    error

	queued     time.Time
	queue, ran time.Duration
	done       chan struct{} // receives one value when the job has ended
}

// newJob returns a job with its buffers.
func (v *version) newJob() *job {
	if j, ok := v.free.Get().(*job); ok {
		j.own = nil
		return j
	}
	j := &job{scores: make([]float32, len(v.contract.Classes)), done: make(chan struct{}, 1)}
	if v.contract.Input.Type == vision.Uint8 {
		j.input.Bytes = make([]uint8, v.elements())
	} else {
		j.input.Floats = make([]float32, v.elements())
	}
	return j
}

// reserve takes n places of the queue for jobs, or refuses them at once: if so many are
// not free, or if the jobs could not be answered by their deadline. Jobs for which a worker
// is free are not refused, however long the last ones took: otherwise nothing would show
// that they are fast again.
func (v *version) reserve(ctx context.Context, n int) error {
	if deadline, ok := ctx.Deadline(); ok && v.waiting.Load() >= int64(v.cfg.Workers) {
		left := time.Until(deadline)
		rounds := (v.waiting.Load()+int64(n)-1)/int64(v.cfg.Workers) + 1
		if wait := time.Duration(rounds * v.each.Load()); wait > left {
			return status.Errorf(codes.ResourceExhausted, "the deadline is in %v and the answer would take about %v; retry later, or with a later deadline", left.Round(time.Microsecond), wait.Round(time.Microsecond))
		}
	}
	for {
		taken := v.places.Load()
		if taken+int64(n) > int64(v.cfg.Queue) {
			return status.Errorf(codes.ResourceExhausted, "the queue of model %s is full (requests: %d of %d); retry later", v.who.Name, taken, v.cfg.Queue)
		}
		if v.places.CompareAndSwap(taken, taken+int64(n)) {
			v.waiting.Add(int64(n))
			return nil
		}
	}
}

// unreserve gives places back that are not used.
func (v *version) unreserve(n int) {
	v.places.Add(-int64(n))
	v.waiting.Add(-int64(n))
}

// enqueue queues a job in a place that is reserved for it. It does not block.
func (v *version) enqueue(ctx context.Context, j *job) {
	j.ctx, j.err, j.queued, j.queue, j.ran = ctx, nil, time.Now(), 0, 0
	v.queue <- j
}

// work runs jobs until the queue is closed, each with those that are queued already.
func (v *version) work(crew workerSessions) {
	batch := make([]*job, 0, crew.most())
	var over *job // taken, and not of the same kind as the batch
	for {
		j := over
		if over = nil; j == nil {
			var ok bool
			if j, ok = <-v.queue; !ok {
				v.closed(crew.close())
				return
			}
			v.places.Add(-1)
		}
		batch = append(batch[:0], j)
	more:
		for j.own == nil && len(batch) < crew.most() {
			select {
			case next, ok := <-v.queue:
				if !ok {
					break more
				}
				v.places.Add(-1)
				if next.own != nil {
					over = next
					break more
				}
				batch = append(batch, next)
			default:
				break more
			}
		}
		v.serveBatch(crew, batch)
	}
}

// serveBatch runs jobs together, without those whose deadline has passed.
func (v *version) serveBatch(crew workerSessions, batch []*job) {
	live := batch[:0:len(batch)]
	for _, j := range batch {
		if late := expired(j.ctx); late != nil {
			j.queue = time.Since(j.queued)
			v.finish(j, late)
			continue
		}
		live = append(live, j)
	}
	if len(live) == 0 {
		return
	}
	session := live[0].own
	if session == nil {
		session = crew.session(len(live))
	}
	start := time.Now()
	err := v.runBatch(session, live)
	switch lost := errors.Is(err, policy.ErrLost); {
	case lost && live[0].own == nil:
		err = v.reopen(crew, len(live), err)
	case lost:
		err = fmt.Errorf("%w; start the sequence again", err)
	}
	if err != nil {
		err = status.Error(codes.Internal, err.Error())
	}
	took := time.Since(start)
	v.took(took, len(live))
	for _, j := range live {
		j.queue, j.ran = start.Sub(j.queued), took
		if late := expired(j.ctx); err == nil && late != nil { // nobody waits for the scores any more
			v.finish(j, late)
			continue
		}
		v.finish(j, err)
	}
}

// expired returns the error of a context that has ended, or whose deadline has passed by
// the clock: on a busy machine the context's own timer comes late.
func expired(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		return status.FromContextError(context.DeadlineExceeded).Err()
	}
	return status.FromContextError(ctx.Err()).Err()
}

// reopen replaces a worker's session for n inputs, whose process was lost with err, and
// returns err. Where that fails, the next run tries it again.
func (v *version) reopen(crew workerSessions, n int, err error) error {
	i := bits.Len(uint(n - 1))
	s, failed := v.setup().Network(v.who.Path, 1<<i)
	if failed == nil && s.SHA256()[:len(v.id)] != v.id {
		failed = errors.Join(errors.New("the model's file is being replaced"), s.Close())
	}
	if failed != nil {
		return fmt.Errorf("%w; then start it again: %w", err, failed)
	}
	_ = crew[i].Close() // the process has ended
	crew[i] = s
	return err
}

func (v *version) finish(j *job, err error) {
	j.err = err
	v.waiting.Add(-1)
	j.done <- struct{}{}
}

// runBatch copies the inputs to the session, runs it, and copies the scores.
func (v *version) runBatch(session bot.Network, jobs []*job) error {
	in, n, k := session.Input(), v.elements(), len(v.contract.Classes)
	for i, j := range jobs {
		copy(in.Floats[min(i*n, len(in.Floats)):], j.input.Floats)
		copy(in.Bytes[min(i*n, len(in.Bytes)):], j.input.Bytes)
	}
	if err := session.RunWithin(agent.DefaultLimit); err != nil {
		return fmt.Errorf("run model %s: %w", v.who.Name, err)
	}
	for i, j := range jobs {
		copy(j.scores, session.Scores()[i*k:][:k])
	}
	return nil
}

package serve

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sequences are the players of one model, by the identifier that clients give them.
// Sequences begin and close outside the lock, so that a process that is slow to start or to
// end delays its own player only.
type sequences struct {
	most int
	idle time.Duration
	now  func() time.Time

	mu    sync.Mutex
	byID  map[string]*sequence
	ended []*sequence // to be closed
}

// enter returns the sequence of a request, with the caller's turn in it. start begins it
// anew on a version. The caller must leave it.
func (q *sequences) enter(ctx context.Context, id string, start bool, current func() (*version, error), seed uint64) (*sequence, error) {
	s, err := q.find(id, start, current)
	q.closeEnded()
	if err != nil {
		return nil, err
	}
	if start {
		if err := s.begin(seed); err != nil {
			q.abandon(id, s)
			return nil, err
		}
		return s, nil
	}
	select {
	case <-s.turn:
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		s.busy--
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if s.ended { // it could not begin
		s.busy--
		s.turn <- struct{}{}
		return nil, noSequence(id)
	}
	return s, nil
}

// noSequence is the answer to a request that continues nothing.
func noSequence(id string) error {
	return status.Errorf(codes.FailedPrecondition, "there is no sequence %.40q; it has ended, or its first request did not set sequence_start", id)
}

// bound sets the largest number of sequences.
func (q *sequences) bound(most int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.most = most
}

// find returns the sequence of a request. One that starts is new, and its turn is the
// request's.
func (q *sequences) find(id string, start bool, current func() (*version, error)) (*sequence, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expire()
	s := q.byID[id]
	if !start {
		if s == nil {
			return nil, noSequence(id)
		}
		s.busy++
		return s, nil
	}
	if s != nil {
		if s.busy > 0 {
			return nil, status.Errorf(codes.FailedPrecondition, "sequence %.40q still has a request; wait for its answer before the sequence starts anew", id)
		}
		q.remove(id, s)
	}
	if len(q.byID) >= q.most {
		return nil, status.Errorf(codes.ResourceExhausted, "no more sequences can be open at once (open: %d); end some with sequence_end", len(q.byID))
	}
	v, err := current()
	if err != nil {
		return nil, err
	}
	s = newSequence(v)
	s.busy++
	q.byID[id] = s
	return s, nil
}

// abandon removes a sequence that could not begin. Requests that wait for their turn find
// it ended.
func (q *sequences) abandon(id string, s *sequence) {
	q.mu.Lock()
	s.busy--
	q.remove(id, s)
	q.mu.Unlock()
	q.closeEnded()
	s.turn <- struct{}{}
}

// leave gives the turn back. end ends the sequence.
func (q *sequences) leave(id string, s *sequence, end bool) {
	q.mu.Lock()
	s.busy--
	s.used = q.now()
	if end && s.busy == 0 && !s.ended {
		q.remove(id, s)
	}
	s.turn <- struct{}{}
	q.mu.Unlock()
	q.closeEnded()
}

// sweep ends sequences that nobody has used for the idle time.
func (q *sequences) sweep() {
	q.mu.Lock()
	q.expire()
	q.mu.Unlock()
	q.closeEnded()
}

func (q *sequences) expire() {
	for id, s := range q.byID {
		if s.busy == 0 && q.now().Sub(s.used) > q.idle {
			q.remove(id, s)
		}
	}
}

// remove ends a sequence that no request uses.
func (q *sequences) remove(id string, s *sequence) {
	s.ended = true
	delete(q.byID, id)
	q.ended = append(q.ended, s)
}

// closeEnded closes sequences that were removed.
func (q *sequences) closeEnded() {
	q.mu.Lock()
	ended := q.ended
	q.ended = nil
	q.mu.Unlock()
	for _, s := range ended {
		_ = s.close() // freeing memory of this process; nobody could act on an error
	}
}

// closeAll ends all sequences. No request may run.
func (q *sequences) closeAll() {
	q.mu.Lock()
	for id, s := range q.byID {
		q.remove(id, s)
	}
	q.mu.Unlock()
	q.closeEnded()
}

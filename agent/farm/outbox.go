package farm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	groupBytes = 128 << 10              // of results that are sent together, approximately
	groupTime  = 200 * time.Millisecond // that a result waits for others
)

// outbox sends the results of a block in groups and knows whether the server has them.
type outbox struct {
	s       *shift
	task    *task
	group   []*result
	bytes   int
	last    time.Time // a group was sent
	sending []jetstream.PubAckFuture
}

func (s *shift) newOutbox(t *task) *outbox { return &outbox{s: s, task: t, last: time.Now()} }

// add sends a result, maybe together with later ones.
func (o *outbox) add(r *result) error {
	o.group = append(o.group, r)
	o.bytes += 1 << 10
	for _, files := range [][][]byte{r.Replays, r.Scores} {
		for _, data := range files {
			o.bytes += len(data) * 4 / 3 // in base64
		}
	}
	if o.bytes < groupBytes && time.Since(o.last) < groupTime {
		return nil
	}
	return o.flush()
}

func (o *outbox) flush() error {
	group := o.group
	o.group, o.bytes, o.last = nil, 0, time.Now()
	return o.post(group)
}

// post sends results, in several messages if they are too large for one.
func (o *outbox) post(group []*result) error {
	if len(group) == 0 {
		return nil
	}
	future, err := o.s.send(answer{Block: o.task.ID, Results: group}, o.task.Session)
	var large *tooLarge
	if errors.As(err, &large) {
		if half := len(group) / 2; half > 0 {
			return errors.Join(o.post(group[:half]), o.post(group[half:]))
		}
		if group[0].Error != "" { // even that is too large
			return err
		}
		return o.post([]*result{{Pairing: group[0].Pairing, Pair: group[0].Pair, Error: large.Error()}})
	}
	o.sending = append(o.sending, future)
	return err
}

// close sends what is waiting, and returns when the server has everything.
func (o *outbox) close(ctx context.Context) error {
	if err := o.flush(); err != nil {
		return err
	}
	for _, future := range o.sending {
		if err := o.s.confirmed(ctx, future); err != nil {
			return err
		}
	}
	return nil
}

// tooLarge is the error of an answer that the server does not accept.
type tooLarge struct{ bytes, most int64 }

func (e *tooLarge) Error() string {
	return fmt.Sprintf("the result has %d bytes, and the NATS server's max_payload is %d; raise it in the server's configuration", e.bytes, e.most)
}

// send sends an answer to the coordinator of a session.
func (s *shift) send(a answer, session string) (jetstream.PubAckFuture, error) {
	a.Version, a.Worker, a.Cores = protocol, s.name, s.Cores
	data := encode(a)
	if most := s.conn.MaxPayload(); int64(len(data)) > most {
		return nil, &tooLarge{int64(len(data)), most}
	}
	return s.js.PublishAsync(resultOf+session, data, jetstream.WithRetryAttempts(3))
}

// say sends a state of a block and waits until the server has it.
func (s *shift) say(ctx context.Context, t *task, what state) error {
	future, err := s.send(answer{Block: t.ID, State: what}, t.Session)
	if err != nil {
		return err
	}
	return s.confirmed(ctx, future)
}

// confirmed waits until the server has a message.
func (s *shift) confirmed(ctx context.Context, future jetstream.PubAckFuture) error {
	select {
	case <-future.Ok():
		return nil
	case err := <-future.Err():
		return err
	case <-time.After(s.server.ackWait()):
		return errors.New("the server does not confirm results")
	case <-ctx.Done():
		return ctx.Err()
	}
}

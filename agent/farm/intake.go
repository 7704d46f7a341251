package farm

import (
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// task is a block that a worker has taken and not yet acknowledged. The server is told
// that it is in progress, also while it waits for a core.
type task struct {
	block
	msg        jetstream.Msg
	deliveries uint64 // to this worker and others
	release    func() // ends the messages to the server, once
}

// ahead is the number of blocks per core that wait for it, so that no core waits for the
// server between two blocks.
const ahead = 1

const (
	idle      = 5 * time.Second // that a request for work lasts
	heartbeat = time.Second     // between signs of the server meanwhile
)

// intake takes blocks from the server, as many as there is room for, until ctx ends.
func (s *shift) intake(ctx context.Context) {
	defer close(s.todo)
	var consumer jetstream.Consumer
	for {
		free := s.claim(ctx)
		if free == 0 {
			return
		}
		var err error
		if consumer == nil {
			consumer, err = s.queue(ctx)
		}
		taken := 0
		if err == nil {
			taken, err = s.take(ctx, consumer, free)
		}
		for range free - taken {
			<-s.room
		}
		if err != nil && ctx.Err() == nil { // the server is lost, or it has lost the streams
			s.Log.Debug().Msgf("ask %s for work: %v", s.server.name(), err)
			consumer = nil
			s.recover(ctx)
		}
	}
}

// claim waits until there is room for a block and returns for how many there is; 0 if ctx
// has ended.
func (s *shift) claim(ctx context.Context) (free int) {
	select {
	case s.room <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for free = 1; ; free++ {
		select {
		case s.room <- struct{}{}:
		default:
			return free
		}
	}
}

// queue returns the consumer that all workers share.
func (s *shift) queue(ctx context.Context) (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return s.js.Consumer(ctx, workStream, workers)
}

// take waits for blocks for a while and hands them over as they arrive. It returns their
// number, which may be 0.
func (s *shift) take(ctx context.Context, consumer jetstream.Consumer, most int) (taken int, err error) {
	ctx, cancel := context.WithTimeout(ctx, idle)
	defer cancel()
	batch, err := consumer.Fetch(most, jetstream.FetchContext(ctx), jetstream.FetchHeartbeat(heartbeat))
	if err != nil {
		return 0, err
	}
	for msg := range batch.Messages() {
		t := &task{msg: msg}
		meta, err := msg.Metadata()
		if err == nil {
			t.deliveries = meta.NumDelivered
			err = decode(msg.Data(), &t.block, &t.Version)
		}
		if err == nil {
			err = t.check()
		}
		if err != nil {
			s.Log.Warn().Msgf("cannot read work from %s: %v", s.server.name(), err)
			s.debug(msg.Term())
			continue
		}
		t.release = s.hold(msg)
		s.todo <- t // there is room
		taken++
	}
	if err := batch.Error(); err != nil && ctx.Err() == nil {
		return taken, err
	}
	return taken, nil
}

// hold tells the server that a block is in progress, until release is called.
func (s *shift) hold(msg jetstream.Msg) (release func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(s.server.ackWait() / 3)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				s.debug(msg.InProgress())
			}
		}
	}()
	return func() { close(done); <-ended }
}

// recover waits a moment and creates what is missing on the server.
func (s *shift) recover(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(s.server.ackWait() / 30):
	}
	if s.conn.IsConnected() {
		s.debug(s.ensure(ctx))
	}
}

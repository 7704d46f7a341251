package farm

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
)

// sent is a block of pairs on the server.
type sent struct {
	pairs  []*wanted
	number uint64 // in the stream
	when   time.Time
	gone   bool // it was not on the server when it was last looked for
}

func (b *sent) has(key arena.PairKey) bool {
	return slices.ContainsFunc(b.pairs, func(w *wanted) bool { return w.key() == key })
}

const (
	blockSeconds = 1.0 // that a block takes a worker, approximately
	maxBlock     = 64  // pairs
)

// start starts the loop that sends blocks and looks after those that were sent.
func (r *remote) start() {
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.ended.Add(1)
	go func() {
		defer r.ended.Done()
		r.loop(ctx)
	}()
}

func (r *remote) loop(ctx context.Context) {
	look := time.NewTicker(r.patience())
	defer look.Stop()
	retry := time.NewTimer(0)
	defer retry.Stop()
	for number := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			r.lookAfter(ctx)
		case <-r.wake:
		case <-retry.C:
		}
		r.discard(ctx)
		for {
			pairs := r.nextBlock()
			if len(pairs) == 0 {
				break
			}
			number++
			if err := r.send(ctx, strconv.Itoa(number), pairs); err != nil {
				r.requeue(pairs)
				r.log.Debug().Msgf("send pairs to %s: %v", r.server.name(), err)
				retry.Reset(time.Second)
				break
			}
		}
	}
}

// nextBlock takes pairs from the queue, so many that they take a worker about a second
// and that no core is left without any.
func (r *remote) nextBlock() (pairs []*wanted) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = slices.DeleteFunc(r.queue, func(w *wanted) bool { return r.lacking[w.key()] != w })
	size := 1
	if r.pace > 0 {
		cores := 0
		for _, n := range r.cores {
			cores += n
		}
		size = max(1, min(int(blockSeconds/r.pace), maxBlock, len(r.lacking)/(2*max(cores, 1))))
	}
	for len(pairs) < size && len(r.queue) > 0 {
		if r.queue[0].alone && len(pairs) > 0 {
			break
		}
		pairs = append(pairs, r.queue[0])
		r.queue = r.queue[1:]
		if pairs[0].alone {
			break
		}
	}
	return pairs
}

func (r *remote) requeue(pairs []*wanted) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(pairs, r.queue...)
}

func (r *remote) send(ctx context.Context, id string, pairs []*wanted) error {
	b := block{Version: protocol, Session: r.session, Job: r.jobID, ID: id}
	for _, w := range pairs {
		b.Pairs = append(b.Pairs, newPair(w.Pair))
	}
	s := &sent{pairs: pairs, when: time.Now()}
	r.mu.Lock()
	r.blocks[id] = s // before its results can arrive
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	ack, err := r.js.Publish(ctx, workSubject+r.session+"."+id, encode(b), jetstream.WithRetryAttempts(0))
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		delete(r.blocks, id) // if it arrived nevertheless, its results count
		return err
	}
	s.number = ack.Sequence
	return nil
}

// discard removes blocks that nobody needs any more from the server.
func (r *remote) discard(ctx context.Context) {
	r.mu.Lock()
	excess := r.excess
	r.excess = nil
	r.mu.Unlock()
	if len(excess) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	work, err := r.js.Stream(ctx, workStream)
	if err != nil {
		return
	}
	for _, number := range excess {
		if err := work.DeleteMsg(ctx, number); ctx.Err() != nil {
			r.unimportant(err)
			return
		}
	}
}

// lookAfter restores on the server what it has lost, and sends the pairs of blocks again
// that are neither on the server nor answered.
func (r *remote) lookAfter(ctx context.Context) {
	err := r.ensure(ctx)
	if err == nil {
		err = r.restore(ctx)
	}
	if err != nil {
		r.log.Debug().Msgf("look after %s: %v", r.server.name(), err)
		return
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	work, err := r.js.Stream(call, workStream)
	if err != nil {
		return
	}
	waiting := 0
	for id, b := range r.old() {
		msg, err := work.GetMsg(call, b.number)
		there := err == nil && strings.HasSuffix(msg.Subject, r.session+"."+id)
		if !there && err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return
		}
		r.found(id, b, there)
		if there {
			waiting++
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if waiting > 0 && len(r.cores) == 0 {
		r.log.Warn().Msgf("no worker has answered yet; start one with kumite worker --nats %s", r.server.name())
	}
}

// restore puts the job on the server again, and the consumer of results.
func (r *remote) restore(ctx context.Context) error {
	there, err := r.has(ctx, r.jobID)
	if err != nil {
		return err
	}
	if !there { // nor are the models, which are sent before the job
		if _, err := r.upload(ctx, r.cfg); err != nil {
			return err
		}
		if _, err := r.putJob(ctx, r.job); err != nil {
			return err
		}
	}
	return r.resubscribe(ctx)
}

// mostLooked is the number of blocks that are looked for at a time.
const mostLooked = 64

// old returns blocks that have been on the server for long.
func (r *remote) old() map[string]*sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := map[string]*sent{}
	for id, b := range r.blocks {
		if b.number > 0 && !r.needs(b) {
			r.excess = append(r.excess, b.number)
			delete(r.blocks, id)
			continue
		}
		if b.number > 0 && time.Since(b.when) > r.patience() && len(old) < mostLooked {
			old[id] = b
		}
	}
	return old
}

// found notes whether a block is on the server. If it is gone twice in a row, its results
// are not on their way either, and its pairs are sent again.
func (r *remote) found(id string, b *sent, there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.blocks[id] != b:
	case there || !b.gone:
		b.gone = !there
	default:
		delete(r.blocks, id)
		for _, w := range b.pairs {
			if r.lacking[w.key()] == w {
				r.queue = append(r.queue, w)
			}
		}
	}
}

// subscribe starts taking results.
func (r *remote) subscribe(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	consumer, err := r.js.CreateOrUpdateConsumer(call, resultStream, jetstream.ConsumerConfig{
		Durable: r.session, FilterSubject: resultOf + r.session, AckPolicy: jetstream.AckExplicitPolicy, InactiveThreshold: resultAge,
	})
	if err != nil {
		return err
	}
	r.results, err = consumer.Consume(func(msg jetstream.Msg) {
		var got result
		if err := decode(msg.Data(), &got, &got.Version); err != nil {
			r.log.Warn().Msgf("%s sent a result that cannot be read: %v", r.server.name(), err)
		} else {
			r.take(&got)
		}
		r.unimportant(msg.Ack())
	}, jetstream.ConsumeErrHandler(func(jetstream.ConsumeContext, error) {})) // resubscribe looks after it
	return err
}

// resubscribe is subscribe if the consumer is gone.
func (r *remote) resubscribe(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, err := r.js.Consumer(call, resultStream, r.session)
	select {
	case <-r.results.Closed():
		err = errors.Join(err, jetstream.ErrConsumerNotFound)
	default:
	}
	if err == nil || !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return err
	}
	r.unsubscribe()
	return r.subscribe(ctx)
}

func (r *remote) unsubscribe() { r.results.Stop() }

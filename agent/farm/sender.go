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
	id     string
	pairs  []*wanted
	number uint64 // in the stream; 0 before the server has confirmed it
	when   time.Time
	gone   bool // it was not on the server when it was last looked for
}

func (b *sent) has(key arena.PairKey) bool {
	return slices.ContainsFunc(b.pairs, func(w *wanted) bool { return w.key() == key })
}

const (
	blockSeconds = 1.0 // that a block takes a worker, approximately
	maxBlock     = 64  // pairs
	probes       = 128 // blocks that are sent before a worker has answered
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
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			r.lookAfter(ctx)
		case <-r.wake:
		case <-retry.C:
		}
		r.discard(ctx)
		err := r.restoreFiles(ctx)
		if err == nil {
			err = r.sendBlocks(ctx)
		}
		if err != nil {
			r.log.Debug().Msgf("send pairs to %s: %v", r.server.name(), err)
			retry.Reset(time.Second)
		}
	}
}

// sendBlocks sends all blocks that are due, without waiting for the server in between. The
// pairs of those that it does not confirm are queued again.
func (r *remote) sendBlocks(ctx context.Context) (err error) {
	var sending []*sent
	var futures []jetstream.PubAckFuture
	for {
		pairs := r.nextBlock()
		if len(pairs) == 0 {
			break
		}
		b, future, failed := r.send(pairs)
		if failed != nil {
			r.requeue(b)
			err = failed
			break
		}
		sending, futures = append(sending, b), append(futures, future)
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for i, b := range sending {
		if failed := r.confirm(call, b, futures[i]); failed != nil {
			r.requeue(b)
			err = failed
		}
	}
	return err
}

// nextBlock takes pairs from the queue, so many that they take a worker about a second and
// that no core is left without any. It takes none before there are so many: more will come,
// or the workers will have less to do, and then smaller blocks are large enough.
func (r *remote) nextBlock() (pairs []*wanted) {
	r.mu.Lock()
	defer r.mu.Unlock()
	size := 1
	if r.pace > 0 {
		size = max(1, min(int(blockSeconds/r.pace), maxBlock, len(r.lacking)/(2*r.cores())))
	} else if len(r.blocks) >= probes {
		return nil
	}
	if len(r.queue) < size && !slices.ContainsFunc(r.queue, func(w *wanted) bool { return w.alone }) {
		return nil
	}
	for len(pairs) < size && len(r.queue) > 0 {
		w := r.queue[0]
		if w.alone && len(pairs) > 0 {
			break
		}
		r.queue = r.queue[1:]
		if r.lacking[w.key()] != w {
			continue
		}
		pairs = append(pairs, w)
		if w.alone {
			break
		}
	}
	return pairs
}

// send sends a block, which the server has when the future says so.
func (r *remote) send(pairs []*wanted) (*sent, jetstream.PubAckFuture, error) {
	r.mu.Lock()
	r.number++
	b := &sent{id: strconv.Itoa(r.number), pairs: pairs, when: time.Now()}
	r.blocks[b.id] = b // before its results can arrive
	r.mu.Unlock()
	x := block{Version: protocol, Session: r.session, Job: r.jobID, ID: b.id}
	for _, w := range pairs {
		x.Pairs = append(x.Pairs, newPair(w.Pair))
	}
	future, err := r.js.PublishAsync(workSubject+r.session+"."+b.id, encode(x), jetstream.WithRetryAttempts(0))
	return b, future, err
}

// confirm waits until the server has a block.
func (r *remote) confirm(ctx context.Context, b *sent, future jetstream.PubAckFuture) error {
	select {
	case ack := <-future.Ok():
		r.mu.Lock()
		defer r.mu.Unlock()
		b.number = ack.Sequence
		r.drop(b)
		return nil
	case err := <-future.Err():
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// requeue forgets a block that could not be sent. If it arrived nevertheless, its results
// count.
func (r *remote) requeue(b *sent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.blocks, b.id)
	r.first(b.pairs...)
}

// first queues pairs before all others.
func (r *remote) first(pairs ...*wanted) {
	r.queue = slices.Insert(r.queue, 0, pairs...)
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
		r.unimportant(err)
		return
	}
	for _, number := range excess {
		err := work.DeleteMsg(ctx, number)
		if err != nil && !errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) { // a worker may have played it meanwhile
			r.unimportant(err)
			return
		}
	}
}

// lookAfter restores on the server what it has lost, and queues the pairs of blocks again
// that are neither on the server nor answered.
func (r *remote) lookAfter(ctx context.Context) {
	r.forgetWorkers()
	err := r.ensure(ctx)
	if err == nil {
		err = r.restore(ctx)
	}
	waiting := 0
	if err == nil {
		waiting, err = r.lookForBlocks(ctx)
	}
	if err != nil {
		r.log.Debug().Msgf("look after %s: %v", r.server.name(), err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if waiting > 0 && !r.heard {
		r.log.Warn().Msgf("no worker has answered yet; start one with kumite worker --nats %s", r.server.name())
	}
}

// lookForBlocks looks for blocks that were sent long ago, and returns how many the server
// still has.
func (r *remote) lookForBlocks(ctx context.Context) (waiting int, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	work, err := r.js.Stream(ctx, workStream)
	if err != nil {
		return 0, err
	}
	for id, b := range r.old() {
		msg, err := work.GetMsg(ctx, b.number)
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return 0, err
		}
		there := err == nil && strings.HasSuffix(msg.Subject, r.session+"."+id)
		r.found(id, b, there)
		if there {
			waiting++
		}
	}
	return waiting, nil
}

// restore puts the job and the models on the server again if the job is gone, and the
// consumer of answers.
func (r *remote) restore(ctx context.Context) error {
	there, err := r.has(ctx, r.session)
	if err == nil && !there {
		err = r.share(ctx, r.session, r.job, r.models)
	}
	if err != nil {
		return err
	}
	return r.resubscribe(ctx)
}

// restoreFiles puts on the server what a worker has found missing.
func (r *remote) restoreFiles(ctx context.Context) error {
	r.mu.Lock()
	robbed := r.robbed
	r.robbed = false
	r.mu.Unlock()
	if !robbed {
		return nil
	}
	err := r.share(ctx, r.session, r.job, r.models)
	if err != nil {
		r.mu.Lock()
		r.robbed = true
		r.mu.Unlock()
	}
	return err
}

// mostLooked is the number of blocks that are looked for at a time.
const mostLooked = 64

// old returns blocks that have been on the server for long.
func (r *remote) old() map[string]*sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	old := map[string]*sent{}
	for id, b := range r.blocks {
		if !r.drop(b) && b.number > 0 && time.Since(b.when) > r.patience() && len(old) < mostLooked {
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
		r.first(b.pairs...) // those that are not lacking are left out later
	}
}

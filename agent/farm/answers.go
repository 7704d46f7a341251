package farm

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
)

// subscribe starts taking answers.
func (r *remote) subscribe(ctx context.Context) error {
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	consumer, err := r.js.CreateOrUpdateConsumer(call, resultStream, jetstream.ConsumerConfig{
		Durable: r.session, FilterSubject: resultOf + r.session, AckPolicy: jetstream.AckExplicitPolicy, InactiveThreshold: resultAge,
	})
	if err != nil {
		return err
	}
	results, err := consumer.Consume(func(msg jetstream.Msg) {
		var a answer
		if err := decode(msg.Data(), &a, &a.Version); err != nil {
			r.log.Warn().Msgf("cannot read a result from %s: %v", r.server.name(), err)
		} else {
			r.take(&a)
		}
		r.unimportant(msg.Ack())
	}, jetstream.ConsumeErrHandler(func(jetstream.ConsumeContext, error) {})) // resubscribe looks after it
	if err != nil {
		return err // the consumer of before, if any, stays to be stopped
	}
	r.results = results
	return nil
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

// take takes what a worker has sent.
func (r *remote) take(a *answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard = true
	r.crew[a.Worker] = member{a.Cores, time.Now()}
	b := r.blocks[a.Block]
	for _, got := range a.Results {
		if got != nil {
			r.hand(got, a.Worker)
		}
	}
	if b != nil {
		switch a.State {
		case "":
			if !r.needs(b) {
				delete(r.blocks, a.Block)
			}
		case begun:
			for _, w := range b.pairs {
				w.begun++
			}
		default:
			delete(r.blocks, a.Block)
			r.again(b, a.State)
		}
	}
	r.signal() // blocks may be smaller now
}

// hand hands a result to the Play that waits for it. A pair that nobody waits for was
// answered before, or its pairing is over.
func (r *remote) hand(got *result, worker string) {
	if got.Seconds > 0 {
		r.pace = cmp.Or(r.pace, got.Seconds)
		r.pace += (got.Seconds - r.pace) / 8
	}
	key := arena.PairKey{Pairing: got.Pairing, Pair: got.Pair}
	if w := r.lacking[key]; w != nil {
		delete(r.lacking, key)
		w.answer <- reply{result: got, worker: worker}
	}
}

// again queues the pairs of a block that was not played. A pair with which workers were
// lost is tried alone: it may have been another of its block, or another block.
func (r *remote) again(b *sent, why state) {
	r.robbed = r.robbed || why == missing
	var pairs []*wanted
	for _, w := range b.pairs {
		if r.lacking[w.key()] != w {
			continue
		}
		if why == lost && len(b.pairs) == 1 && w.begun >= MaxDeliveries-shared {
			delete(r.lacking, w.key())
			w.answer <- reply{lost: true}
			continue
		}
		w.alone, w.begun = w.alone || why == lost, 0
		pairs = append(pairs, w)
	}
	r.first(pairs...)
}

// cores returns the number of pairs that the workers play at once.
func (r *remote) cores() int {
	n := 0
	for _, m := range r.crew {
		n += m.cores
	}
	return max(n, 1)
}

// forgetWorkers leaves out workers that have not answered for so long that they are gone or
// play pairs that are sent one by one anyway.
func (r *remote) forgetWorkers() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, m := range r.crew {
		if time.Since(m.last) > 4*r.server.ackWait() {
			delete(r.crew, name)
		}
	}
}

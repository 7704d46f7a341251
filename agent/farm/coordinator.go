package farm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
)

// Window is the number of pairs that a coordinator has on the server at a time: the
// Workers of its tournament.
const Window = 1024

// Coordinator gives the pairs of a run to workers. Open is an arena.Tournament's
// Elsewhere.
type Coordinator struct {
	Server Server

	// Aliases and AllowRandom are those of the setup with which the tournament loads
	// its models.
	Aliases     map[string]string
	AllowRandom bool

	Log zerolog.Logger // what is waited for, and results that are refused
}

// Open sends the models of a run to the server and returns a player that gives pairs to
// the workers there. Its calls may overlap. The server needs to keep nothing: what it
// loses is sent again. A result counts after its matches were replayed here.
//
// A pair that was given to MaxDeliveries workers, none of which answered, is void.
func (c Coordinator) Open(ctx context.Context, m arena.Manifest) (arena.Player, error) {
	cfg, err := m.Config()
	if err != nil {
		return nil, err
	}
	l, err := c.Server.connect(ctx, "coordinator")
	if err != nil {
		return nil, err
	}
	r := &remote{
		link: l, log: c.Log, cfg: cfg, run: m, session: nuid.Next(),
		lacking: map[arena.PairKey]*wanted{}, blocks: map[string]*sent{}, cores: map[string]int{}, wake: make(chan struct{}, 1),
	}
	if r.job, err = c.newJob(ctx, l, cfg, m); err == nil {
		r.jobID, err = l.putJob(ctx, r.job)
	}
	if err == nil {
		err = r.subscribe(ctx)
	}
	if err != nil {
		l.close()
		return nil, fmt.Errorf("use %s: %w", c.Server.name(), explain(err))
	}
	r.start()
	return r, nil
}

func (c Coordinator) newJob(ctx context.Context, l *link, cfg arena.Config, m arena.Manifest) ([]byte, error) {
	files, err := l.upload(ctx, cfg)
	return encode(job{Version: protocol, Manifest: encode(m), Files: files, Aliases: c.Aliases, AllowRandom: c.AllowRandom}), err
}

// remote is the player of a coordinator.
type remote struct {
	*link
	log     zerolog.Logger
	cfg     arena.Config
	run     arena.Manifest
	session string
	job     []byte
	jobID   string

	results jetstream.ConsumeContext
	stop    context.CancelFunc // of the loop
	ended   sync.WaitGroup     // the loop
	wake    chan struct{}      // there is something to send

	mu      sync.Mutex
	lacking map[arena.PairKey]*wanted // pairs that Play waits for
	queue   []*wanted                 // of these, those that are not in a block
	blocks  map[string]*sent
	excess  []uint64       // items that nobody needs any more, by their number in the stream
	cores   map[string]int // of the workers that have answered
	pace    float64        // seconds that a pair takes, of late
}

// wanted is a pair that Play waits for.
type wanted struct {
	arena.Pair
	answer chan *result // holds one
	alone  bool         // it is sent in a block of its own, because a block with it was lost
}

func (w *wanted) key() arena.PairKey {
	return arena.PairKey{Pairing: w.Legs[0].Pairing, Pair: w.Legs[0].Pair}
}

// maxRefused is the number of results for one pair that are refused before the run ends.
const maxRefused = 3

// Play implements arena.Player.
func (r *remote) Play(ctx context.Context, p arena.Pair) (arena.Report, error) {
	w := &wanted{Pair: p, answer: make(chan *result, 1)}
	for refused := 1; ; refused++ {
		r.want(w)
		var got *result
		select {
		case got = <-w.answer:
		case <-ctx.Done():
			r.forget(w)
			return arena.Report{}, ctx.Err()
		}
		if got.Lost {
			return r.lost(p), nil
		}
		err := errors.New(got.Error)
		if got.Error == "" {
			var report arena.Report
			if report, err = got.check(r.cfg, r.run, p); err == nil {
				return report, nil
			}
		}
		err = fmt.Errorf("worker %.100s: pairing %d, pair %d: %.500w", got.Worker, got.Pairing, got.Pair, err)
		if refused == maxRefused {
			return arena.Report{}, err
		}
		r.log.Warn().Msgf("%v; the pair is played again", err)
	}
}

// lost returns the report of a pair with which workers were lost: its model is withdrawn,
// or the first of two.
func (r *remote) lost(p arena.Pair) arena.Report {
	contestant := p.Who.A
	if r.cfg.Contestants[contestant].Path == "" {
		contestant = p.Who.B
	}
	return r.cfg.Lost(p, contestant, bot.Crashed, fmt.Sprintf("%d workers were lost while they played this pair", MaxDeliveries))
}

// want adds a pair to those that are sent.
func (r *remote) want(w *wanted) {
	r.mu.Lock()
	r.lacking[w.key()] = w
	r.queue = append(r.queue, w)
	r.mu.Unlock()
	r.signal()
}

func (r *remote) signal() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// forget removes a pair that is no longer needed.
func (r *remote) forget(w *wanted) {
	r.mu.Lock()
	delete(r.lacking, w.key())
	for id, b := range r.blocks {
		if b.number > 0 && b.has(w.key()) && !r.needs(b) {
			r.excess = append(r.excess, b.number)
			delete(r.blocks, id)
		}
	}
	r.mu.Unlock()
	r.signal()
}

// needs reports whether a pair of a block is lacking.
func (r *remote) needs(b *sent) bool {
	for _, w := range b.pairs {
		if r.lacking[w.key()] == w {
			return true
		}
	}
	return false
}

// take hands a result to the Play that waits for it. A pair that nobody waits for was
// answered before, or its pairing is over.
func (r *remote) take(got *result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cores[got.Worker] = got.Cores
	if got.Seconds > 0 {
		r.pace += (got.Seconds - r.pace) / 8
		r.pace = cmp.Or(r.pace, got.Seconds)
	}
	key := arena.PairKey{Pairing: got.Pairing, Pair: got.Pair}
	w := r.lacking[key]
	b := r.blocks[got.Block]
	if w == nil {
		return
	}
	if got.Lost && !w.alone && b != nil && len(b.pairs) > 1 {
		w.alone = true // which of the pairs was it?
		r.queue = append(r.queue, w)
		r.signal()
		return
	}
	delete(r.lacking, key)
	if b != nil && !r.needs(b) {
		delete(r.blocks, got.Block)
	}
	w.answer <- got
}

// Close implements arena.Player. It removes from the server what is left of the run,
// except for the models.
func (r *remote) Close() error {
	r.stop()
	r.ended.Wait()
	r.unsubscribe()
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	if work, err := r.js.Stream(ctx, workStream); err == nil {
		err = work.Purge(ctx, jetstream.WithPurgeSubject(workSubject+r.session+".>"))
		r.unimportant(err)
	}
	if results, err := r.js.Stream(ctx, resultStream); err == nil {
		r.unimportant(results.DeleteConsumer(ctx, r.session))
		r.unimportant(results.Purge(ctx, jetstream.WithPurgeSubject(resultOf+r.session)))
	}
	r.unimportant(r.files.Delete(ctx, r.jobID))
	r.close()
	return nil
}

// unimportant reports an error that leaves something on the server.
func (r *remote) unimportant(err error) {
	if err != nil {
		r.log.Debug().Msgf("%s keeps something of this run: %v", r.server.name(), err)
	}
}

// patience is the time after which the coordinator looks for a block on the server.
func (r *remote) patience() time.Duration { return r.server.ackWait() / 2 }

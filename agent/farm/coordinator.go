package farm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
// A pair that was given to MaxDeliveries workers, none of which answered, is void. A run
// whose user the server denies something ends.
func (c Coordinator) Open(ctx context.Context, m arena.Manifest) (arena.Player, error) {
	cfg, err := m.Config()
	if err != nil {
		return nil, err
	}
	models, err := newLibrary(cfg)
	if err != nil {
		return nil, err
	}
	l, err := c.Server.connect(ctx, "coordinator")
	if err != nil {
		return nil, err
	}
	r := &remote{
		link: l, log: c.Log, cfg: cfg, run: m, session: nuid.Next(),
		lacking: map[arena.PairKey]*wanted{}, blocks: map[string]*sent{}, crew: map[string]member{}, wake: make(chan struct{}, 1),
	}
	r.models = models
	r.job = encode(job{Version: protocol, Manifest: encode(m), Files: models.files, Aliases: c.Aliases, AllowRandom: c.AllowRandom})
	sum := sha256.Sum256(r.job)
	r.jobID = hex.EncodeToString(sum[:])
	err = l.allowed(ctx, func(ctx context.Context) error {
		if err := r.subscribe(ctx); err != nil {
			return err
		}
		return l.share(ctx, r.session, r.job, r.models)
	})
	if err != nil {
		l.close()
		return nil, l.unusable(err)
	}
	r.unimportant(l.cleanUp(ctx))
	r.start()
	return r, nil
}

// remote is the player of a coordinator.
type remote struct {
	*link
	log     zerolog.Logger
	cfg     arena.Config
	run     arena.Manifest
	session string
	job     []byte
	jobID   string // its SHA-256
	models  library

	results jetstream.ConsumeContext
	stop    context.CancelFunc // of the loop
	ended   sync.WaitGroup     // the loop
	wake    chan struct{}      // there may be something to send

	mu      sync.Mutex
	lacking map[arena.PairKey]*wanted // pairs that Play waits for
	queue   []*wanted                 // of these, those that are not in a block
	blocks  map[string]*sent
	number  int               // of the block sent last
	excess  []uint64          // items that nobody needs any more, by their number in the stream
	crew    map[string]member // the workers that have answered, by name
	pace    float64           // seconds that a pair takes, of late
	heard   bool              // a worker has answered
	robbed  bool              // a worker has found that the server lacks the job or a model
}

// member is a worker that has answered.
type member struct {
	cores int
	last  time.Time
}

// wanted is a pair that Play waits for.
type wanted struct {
	arena.Pair
	answer chan reply // holds one
	alone  bool       // it is sent in a block of its own, because a block with it was lost
	begun  int        // times that a worker began to play it and nothing else
}

// reply is what a worker sent about a pair, or that workers were lost with it.
type reply struct {
	*result
	worker string
	lost   bool
}

func (w *wanted) key() arena.PairKey {
	return arena.PairKey{Pairing: w.Legs[0].Pairing, Pair: w.Legs[0].Pair}
}

// maxRefused is the number of results for one pair that are refused before the run ends.
const maxRefused = 3

// Play implements arena.Player.
func (r *remote) Play(ctx context.Context, p arena.Pair) (arena.Report, error) {
	w := &wanted{Pair: p, answer: make(chan reply, 1)}
	for refused := 1; ; refused++ {
		r.want(w)
		var got reply
		select {
		case got = <-w.answer:
		case <-ctx.Done():
			r.forget(w)
			return arena.Report{}, ctx.Err()
		case <-r.denied.Done():
			r.forget(w)
			return arena.Report{}, r.unusable(context.Cause(r.denied))
		}
		if got.lost {
			return r.lost(p), nil
		}
		err := errors.New(got.Error)
		if got.Error == "" {
			var report arena.Report
			if report, err = got.check(r.cfg, r.run, p); err == nil {
				return report, nil
			}
		}
		err = fmt.Errorf("worker %.100s: pairing %d, pair %d: %.500w", got.worker, got.Pairing, got.Pair, err)
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
	for _, b := range r.blocks {
		if b.has(w.key()) {
			r.drop(b)
		}
	}
	r.mu.Unlock()
	r.signal()
}

// drop notes that a block can be removed from the server, where it is, if nobody needs its
// pairs any more.
func (r *remote) drop(b *sent) bool {
	if r.blocks[b.id] != b || b.number == 0 || r.needs(b) {
		return false
	}
	r.excess = append(r.excess, b.number)
	delete(r.blocks, b.id)
	return true
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

// Close implements arena.Player. It removes from the server what is left of the run.
func (r *remote) Close() error {
	r.stop()
	r.ended.Wait()
	r.unsubscribe()
	if r.conn.IsConnected() {
		ctx, cancel := context.WithTimeout(context.Background(), callTime)
		defer cancel()
		r.unimportant(r.withdraw(ctx))
	}
	r.close()
	return nil
}

// withdraw removes the work and the results of the session, and then files that no other
// session needs.
func (r *remote) withdraw(ctx context.Context) error {
	work, err := r.js.Stream(ctx, workStream)
	if err == nil {
		err = work.Purge(ctx, jetstream.WithPurgeSubject(workSubject+r.session+".>"))
	}
	results, err2 := r.js.Stream(ctx, resultStream)
	if err2 == nil {
		err2 = errors.Join(results.DeleteConsumer(ctx, r.session), results.Purge(ctx, jetstream.WithPurgeSubject(resultOf+r.session)))
	}
	return errors.Join(err, err2, r.cleanUp(ctx))
}

// unimportant reports an error that leaves something on the server.
func (r *remote) unimportant(err error) {
	if err != nil {
		r.log.Debug().Msgf("%s still stores data of this run: %v", r.server.name(), err)
	}
}

// patience is the time after which the coordinator looks for a block on the server.
func (r *remote) patience() time.Duration { return r.server.ackWait() / 2 }

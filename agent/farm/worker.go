package farm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
)

// MaxDeliveries is the number of workers that a pair is given to. A pair with which all
// of them were lost is void.
const MaxDeliveries = 5

// Worker plays pairs for the coordinators of a server.
type Worker struct {
	Server Server
	Setup  bot.Setup // how it loads models; the coordinator states Aliases and AllowRandom
	Cores  int       // pairs played at once, at least 1
	Cache  string    // the folder in which models are kept, by their hashes

	// Played, if not nil, is called after each leg. Calls may overlap. A leg that was played
	// again, because the server had lost it, is counted again.
	Played func(arena.Played)

	Log zerolog.Logger // of runs that it plays for, and of pairs that it cannot play
}

// Validate reports every invalid field.
func (w Worker) Validate() error {
	errs := []error{w.Server.Validate(), w.Setup.Validate()}
	if w.Cores < 1 {
		errs = append(errs, fmt.Errorf("cores is %d; want at least 1", w.Cores))
	}
	if w.Cache == "" {
		errs = append(errs, errors.New("a worker needs a folder for models"))
	}
	return errors.Join(errs...)
}

// Run plays until ctx ends, and then returns nil. Pairs that it was playing are given to
// another worker at once. It waits for a server that is lost.
func (w Worker) Run(ctx context.Context) error {
	if err := w.Validate(); err != nil {
		return err
	}
	l, err := w.Server.connect(ctx, "worker")
	if err != nil {
		return err
	}
	defer l.close()
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	s := &shift{Worker: w, link: l, name: fmt.Sprintf("%s/%d", host, os.Getpid()), jobs: map[string]*loaded{}}
	w.Log.Info().Msgf("playing for %s, %d pairs at once", w.Server.name(), w.Cores)
	group, ctx := errgroup.WithContext(ctx)
	for range w.Cores {
		group.Go(func() error { return s.work(ctx) })
	}
	return group.Wait()
}

// idle is the time between two requests for work.
const idle = 5 * time.Second

// work plays block after block.
func (s *shift) work(ctx context.Context) (err error) {
	seat := &seat{}
	defer func() { err = errors.Join(err, seat.close()) }()
	for ctx.Err() == nil {
		msg, err := s.next(ctx)
		if err != nil {
			// The server is lost, or it has lost the streams.
			s.Log.Debug().Msgf("ask %s for work: %v", s.server.name(), err)
			select {
			case <-ctx.Done():
			case <-time.After(s.server.ackWait() / 30):
			}
			if s.conn.IsConnected() && ctx.Err() == nil {
				if err := s.ensure(ctx); err != nil {
					s.Log.Debug().Msgf("use %s: %v", s.server.name(), err)
				}
			}
			continue
		}
		if msg != nil {
			s.serve(ctx, seat, msg)
		}
	}
	return nil
}

// next waits for a block. It returns nil if there is none for a while.
func (s *shift) next(ctx context.Context) (jetstream.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, idle)
	defer cancel()
	consumer, err := s.js.Consumer(ctx, workStream, workers)
	if err != nil {
		return nil, err
	}
	batch, err := consumer.Fetch(1, jetstream.FetchContext(ctx))
	if err != nil {
		return nil, err
	}
	if msg, ok := <-batch.Messages(); ok {
		return msg, nil
	}
	if err := batch.Error(); err != nil && ctx.Err() == nil {
		return nil, err
	}
	return nil, nil
}

// serve plays a block, sends its results, and then acknowledges it.
func (s *shift) serve(ctx context.Context, seat *seat, msg jetstream.Msg) {
	var b block
	err := decode(msg.Data(), &b, &b.Version)
	if err == nil {
		err = b.check()
	}
	if err != nil {
		s.Log.Warn().Msgf("%s has work that cannot be read: %v", s.server.name(), err)
		s.debug(msg.Term())
		return
	}
	stop := s.hold(msg)
	err = s.playBlock(ctx, seat, msg, b)
	stop()
	switch {
	case err == nil:
		s.debug(msg.Ack())
	case errors.Is(err, jetstream.ErrObjectNotFound): // the run has ended, or its coordinator will send the job again
		s.debug(msg.Ack())
	default:
		if ctx.Err() == nil {
			s.Log.Warn().Msgf("pairs of run %.8s: %v; another worker gets them", b.Job, err)
		}
		s.debug(msg.Nak())
	}
}

func (s *shift) debug(err error) {
	if err != nil {
		s.Log.Debug().Msgf("%s: %v", s.server.name(), err)
	}
}

// hold tells the server that a block is in progress, until stop is called.
func (s *shift) hold(msg jetstream.Msg) (stop func()) {
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

// playBlock sends a result for each pair of a block. An error means that some are
// missing.
func (s *shift) playBlock(ctx context.Context, seat *seat, msg jetstream.Msg, b block) error {
	meta, err := msg.Metadata()
	if err != nil {
		return err
	}
	answer := func(x pair) result {
		return result{Version: protocol, Worker: s.name, Cores: s.Cores, Block: b.ID, Pairing: x.Pairing, Pair: x.Pair}
	}
	var sending []jetstream.PubAckFuture
	send := func(r result) error {
		future, err := s.js.PublishAsync(resultOf+b.Session, encode(r), jetstream.WithRetryAttempts(3))
		sending = append(sending, future)
		return err
	}
	if meta.NumDelivered > MaxDeliveries {
		for _, x := range b.Pairs {
			r := answer(x)
			r.Lost = true
			if err := send(r); err != nil {
				return err
			}
		}
		return s.sent(ctx, sending)
	}
	j, err := s.loaded(ctx, b.Job)
	if errors.Is(err, jetstream.ErrObjectNotFound) || ctx.Err() != nil {
		return err
	}
	for _, x := range b.Pairs {
		r := answer(x)
		problem := err // of the job, which concerns every pair
		if problem == nil {
			problem = s.play(ctx, seat, j, b.Job, x, &r)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if problem != nil {
			r.Error = problem.Error()
		}
		if err := send(r); err != nil {
			return err
		}
	}
	return s.sent(ctx, sending)
}

// sent waits until the server has the results.
func (s *shift) sent(ctx context.Context, sending []jetstream.PubAckFuture) error {
	for _, future := range sending {
		select {
		case <-future.Ok():
		case err := <-future.Err():
			return err
		case <-time.After(s.server.ackWait()):
			return errors.New("the server does not confirm results")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// play plays a pair.
func (s *shift) play(ctx context.Context, seat *seat, j *loaded, id string, x pair, r *result) error {
	p, err := x.of(j.cfg)
	if err != nil {
		return err
	}
	began := time.Now()
	report, err := seat.player(id, j, s.Cores).Play(ctx, p)
	if err != nil {
		return err
	}
	for i := range report.Played {
		j.original(&report.Played[i].Leg)
	}
	r.Seconds = time.Since(began).Seconds()
	if s.Played != nil {
		for _, leg := range report.Played {
			s.Played(leg)
		}
	}
	return r.report(report)
}

// seat keeps the player of the run that it played for last.
type seat struct {
	of   string // job
	last arena.Player
}

func (s *seat) player(id string, j *loaded, cores int) arena.Player {
	if s.last == nil || s.of != id {
		// A player of another run is not needed again, as a rule.
		if s.last != nil {
			_ = s.last.Close() // its processes have ended, or end with this one
		}
		s.of, s.last = id, arena.NewPlayer(j.cfg, j.run.Contestants, j.load, cores)
	}
	return s.last
}

func (s *seat) close() error {
	if s.last == nil {
		return nil
	}
	return s.last.Close()
}

// original replaces the paths of the cache by those of the coordinator in the texts of a
// leg, so that they do not depend on the worker.
func (j *loaded) original(l *arena.Leg) {
	for _, text := range []*string{&l.Reason, &l.Void.Text, &l.Retried.Text, &l.Ledger[0].FirstFault, &l.Ledger[1].FirstFault} {
		*text = j.paths.Replace(*text)
	}
}

// newPaths returns the replacer of original.
func newPaths(local map[string]string) *strings.Replacer {
	var pairs []string
	for original, path := range local {
		pairs = append(pairs, path, original)
	}
	for original, path := range local {
		pairs = append(pairs, filepath.Dir(path), filepath.Dir(original))
	}
	return strings.NewReplacer(pairs...)
}

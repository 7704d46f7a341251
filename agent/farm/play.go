package farm

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
)

// shared is the number of times that a block is given to a worker that plays others, too.
// Afterwards it plays alone, so that only it can be the reason if the worker is lost.
const shared = MaxDeliveries - 2

// work plays block after block, until there are no more.
func (s *shift) work(ctx context.Context) (err error) {
	seat := &seat{}
	defer func() { err = errors.Join(err, seat.close()) }()
	for t := range s.todo {
		s.serve(ctx, seat, t)
		<-s.room
	}
	return nil
}

// serve plays a block, sends its results, and then acknowledges it.
func (s *shift) serve(ctx context.Context, seat *seat, t *task) {
	err := s.playBlock(ctx, seat, t)
	t.release()
	switch {
	case err == nil:
		s.debug(t.msg.Ack())
	case ctx.Err() != nil:
		_, err := s.send(answer{Block: t.ID, State: returned}, t.Session)
		s.debug(errors.Join(err, t.msg.Ack()))
	default:
		s.Log.Warn().Msgf("pairs of run %.8s: %v; another worker gets them", t.Job, err)
		s.debug(t.msg.Nak())
	}
}

func (s *shift) debug(err error) {
	if err != nil {
		s.Log.Debug().Msgf("%s: %v", s.server.name(), err)
	}
}

// playBlock sends a result for each pair of a block, or its state. An error means that some
// are missing.
func (s *shift) playBlock(ctx context.Context, seat *seat, t *task) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if t.deliveries > MaxDeliveries {
		return s.say(ctx, t, lost)
	}
	if t.deliveries <= shared {
		s.alone.RLock()
		defer s.alone.RUnlock()
	} else {
		s.alone.Lock()
		defer s.alone.Unlock()
		if err := s.say(ctx, t, begun); err != nil {
			return err
		}
	}
	j, err := s.loaded(ctx, t.Session, t.Job)
	switch {
	case errors.Is(err, jetstream.ErrObjectNotFound), errors.Is(err, jetstream.ErrBucketNotFound): // the run has ended, or its coordinator sends them again
		return s.say(ctx, t, missing)
	case ctx.Err() != nil: // also with a job, which waited for a core
		return ctx.Err()
	case unreachable(err):
		return err
	}
	out := s.newOutbox(t)
	for _, x := range t.Pairs {
		r := &result{Pairing: x.Pairing, Pair: x.Pair}
		problem := err // of the job, which concerns every pair
		if problem == nil {
			problem = s.play(ctx, seat, j, t.Job, x, r)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if problem != nil {
			r.Error = problem.Error()
		}
		if err := out.add(r); err != nil {
			return err
		}
	}
	return out.close(ctx)
}

// unreachable reports whether an error is of the connection to the server and not of what
// it keeps.
func unreachable(err error) bool {
	for _, target := range []error{context.DeadlineExceeded, nats.ErrTimeout, nats.ErrConnectionClosed, nats.ErrNoResponders, nats.ErrDisconnected} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
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

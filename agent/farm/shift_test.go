package farm

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/kumite/kumite/internal/safefile"
)

// A server with one object, "slow", of which no piece arrives.
type (
	slowServer struct {
		jetstream.JetStream
		asked chan struct{} // receives a value when a piece was asked for
	}
	slowStream struct {
		jetstream.Stream
		asked chan struct{}
	}
	slowStore struct{ jetstream.ObjectStore }
)

func (s slowServer) Stream(context.Context, string) (jetstream.Stream, error) {
	return slowStream{nil, s.asked}, nil
}

func (s slowStream) GetMsg(ctx context.Context, _ uint64, _ ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	s.asked <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

func (slowStore) GetInfo(_ context.Context, name string, _ ...jetstream.GetObjectInfoOpt) (*jetstream.ObjectInfo, error) {
	if name != "slow" {
		return nil, jetstream.ErrObjectNotFound
	}
	return &jetstream.ObjectInfo{Size: 1}, nil
}

// A server with an object that never ends.
type (
	endlessServer struct{ jetstream.JetStream }
	endlessStream struct{ jetstream.Stream }
	endlessStore  struct{ jetstream.ObjectStore }
)

func (endlessServer) Stream(context.Context, string) (jetstream.Stream, error) {
	return endlessStream{}, nil
}

func (endlessStream) GetMsg(_ context.Context, number uint64, _ ...jetstream.GetMsgOpt) (*jetstream.RawStreamMsg, error) {
	if number > 1000 {
		return nil, errors.New("so much was asked for")
	}
	return &jetstream.RawStreamMsg{Sequence: number, Data: make([]byte, 1<<10)}, nil
}

func (endlessStore) GetInfo(context.Context, string, ...jetstream.GetObjectInfoOpt) (*jetstream.ObjectInfo, error) {
	return &jetstream.ObjectInfo{Size: math.MaxUint64}, nil
}

func TestAnObjectWithoutEndDoesNotFillTheDisk(t *testing.T) {
	var out bytes.Buffer
	l := &link{js: endlessServer{}, files: endlessStore{}}
	err := l.get(t.Context(), "m", strings.Repeat("0", 64), safefile.Limit{Bytes: 10 << 10}, &out)
	if !errors.Is(err, errAnother) || out.Len() > 10<<10 {
		t.Errorf("%v after %d bytes, want the object refused at its limit", err, out.Len())
	}
}

// All runs waited for the job or a model of one, and a worker that was to stop waited, too.
func TestARunWhoseJobDoesNotArriveHoldsUpNoOther(t *testing.T) {
	asked, ended := make(chan struct{}, 1), make(chan error, 1)
	s := newShift(Worker{Cores: 2, Log: zerolog.Nop()}, &link{js: slowServer{nil, asked}, files: slowStore{}}, "worker")
	ctx, stop := context.WithCancel(t.Context())
	id := strings.Repeat("0", 64)
	go func() {
		_, err := s.loaded(ctx, "slow", id)
		ended <- err
	}()
	<-asked
	if _, err := s.loaded(t.Context(), "other", id); !errors.Is(err, jetstream.ErrObjectNotFound) {
		t.Errorf("the job of another run: %v, want that there is none", err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the worker stops: %v, want that it was interrupted", err)
	}
}

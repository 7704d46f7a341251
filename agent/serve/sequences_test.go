package serve

import (
	"context"
	"runtime"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"

	"github.com/kumite/kumite/agent/bot"
)

// unplayable returns a version on which no sequence can begin, and how to take it.
func unplayable() (*version, func() (*version, error)) {
	v := &version{who: bot.Contestant{Query: "decode=none"}, queue: make(chan *job)}
	v.holders.Store(1)
	return v, func() (*version, error) {
		v.hold()
		return v, nil
	}
}

// A request that waits for a sequence to begin must neither wait for ever nor use it.
func TestARequestThatWaitsForASequenceThatCannotBeginIsRefused(t *testing.T) {
	v, take := unplayable()
	q := sequences{most: 1, idle: time.Hour, now: time.Now, byID: map[string]*sequence{}}
	s, err := q.find("a", true, take)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := q.enter(gone, "a", false, take, 1); status.Code(err) != codes.Canceled {
		t.Errorf("a client that is gone: %v, want CANCELLED", err)
	}
	refused := make(chan error)
	const waiting = 2
	for range waiting {
		go func() {
			_, err := q.enter(t.Context(), "a", false, take, 1)
			refused <- err
		}()
	}
	busy := func() int {
		q.mu.Lock()
		defer q.mu.Unlock()
		return s.busy
	}
	for busy() < 1+waiting { // it hangs if a request does not wait, as would one too many
		runtime.Gosched()
	}
	if n := busy(); n != 1+waiting {
		t.Errorf("%d requests use the sequence, want the one that begins it and %d that wait", n, waiting)
	}
	q.abandon("a", s)
	for range waiting {
		if err := <-refused; status.Code(err) != codes.FailedPrecondition {
			t.Errorf("got %v, want that there is no sequence", err)
		}
	}
	if _, err := q.enter(t.Context(), "a", true, take, 1); err == nil {
		t.Error("a sequence began without a decoder")
	}
	if len(q.byID) != 0 || v.holders.Load() != 1 {
		t.Errorf("%d sequences are left, and the version has %d holders; want none, and the server alone", len(q.byID), v.holders.Load())
	}
}

func TestAnyRequestClosesSequencesThatNobodyUses(t *testing.T) {
	v, take := unplayable()
	now := time.Now()
	q := sequences{most: 1, idle: time.Hour, now: func() time.Time { return now }, byID: map[string]*sequence{}}
	s, err := q.find("a", true, take)
	if err != nil {
		t.Fatal(err)
	}
	q.leave("a", s, false)
	now = now.Add(2 * time.Hour)
	if _, err := q.enter(t.Context(), "another", false, take, 1); status.Code(err) != codes.FailedPrecondition || v.holders.Load() != 1 {
		t.Errorf("%v, and the version has %d holders; want that there is no sequence, and the server alone", err, v.holders.Load())
	}
}

func TestACallHasADeadlineAndGivesItsPlaceBack(t *testing.T) {
	c := calls{places: make(chan struct{}, 1)}
	client, end := context.WithCancel(t.Context())
	ctx, err := c.admit(client, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ends := ctx.Deadline(); !ends {
		t.Error("a call may be open for ever")
	}
	if _, err := c.admit(t.Context(), nil); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("one call too many: %v, want RESOURCE_EXHAUSTED", err)
	}
	end()
	for {
		if _, err := c.admit(t.Context(), nil); err == nil {
			break // it hangs if the place is not given back
		}
		runtime.Gosched()
	}
}

func TestACallWithoutTheTokenTakesNoPlace(t *testing.T) {
	c := calls{"secret", make(chan struct{}, 1)}
	for name, headers := range map[string][]string{"no token": nil, "another": {"Bearer other"}, "no scheme": {"secret"}, "an empty one": {"Bearer "}} {
		if _, err := c.admit(t.Context(), &tap.Info{Header: metadata.MD{"authorization": headers}}); status.Code(err) != codes.Unauthenticated {
			t.Errorf("%s: %v, want UNAUTHENTICATED", name, err)
		}
	}
	if n := len(c.places); n != 0 {
		t.Errorf("%d places are taken, want none", n)
	}
	if _, err := c.admit(t.Context(), &tap.Info{Header: metadata.Pairs("authorization", "Bearer secret")}); err != nil {
		t.Errorf("with the token: %v", err)
	}
}

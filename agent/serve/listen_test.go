package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// broken is a listener that fails.
type broken struct{ net.Listener }

var errBroken = errors.New("no more connections")

func (broken) Accept() (net.Conn, error) { return nil, errBroken }

// What a server started has ended when it returns, also if it returns by itself.
func TestAServerThatFailsHasStopped(t *testing.T) {
	cfg := Default()
	s := &rpc{models: map[string]*model{}, ready: func() bool { return true }}
	for name, serve := range map[string]func(context.Context, *Config, net.Listener, *atomic.Bool) error{"HTTP": s.serveHTTP, "gRPC": s.serveGRPC} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var stopping atomic.Bool
		if err := serve(t.Context(), &cfg, broken{l}, &stopping); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v, want %v", name, err, errBroken)
		}
		if !stopping.Load() {
			t.Errorf("%s: it has returned and has not stopped", name)
		}
		l.Close()
	}
}

// The models are closed when a server has returned, so a request that outlasts the grace
// must have left them by then.
func TestAServerThatIsForcedToStopWaitsForItsHandlers(t *testing.T) {
	cfg := Default()
	cfg.Grace = 0
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, release, returned := make(chan struct{}), make(chan struct{}), make(chan error)
	s := &rpc{models: map[string]*model{}, ready: func() bool {
		close(begun)
		<-release
		return true
	}}
	ctx, cancel := context.WithCancel(t.Context())
	var stopping atomic.Bool
	go func() { returned <- s.serveHTTP(ctx, &cfg, l, &stopping) }()
	cut := make(chan struct{})
	go func() {
		defer close(cut)
		if answer, err := http.Get("http://" + l.Addr().String() + "/v2/health/ready"); err == nil {
			answer.Body.Close()
			t.Error("the request was answered; want its connection closed")
		}
	}()
	<-begun
	cancel()
	<-cut
	select {
	case <-returned:
		t.Error("the server has returned while a handler runs")
		close(release)
	case <-time.After(50 * time.Millisecond):
		close(release)
		if err := <-returned; err != nil {
			t.Error(err)
		}
	}
}

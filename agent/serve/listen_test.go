package serve

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
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

package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"github.com/kumite/kumite/internal/oippb"
)

// mostConnections is the number of connections that are open at once, over HTTP and over
// gRPC; others wait until one closes.
const mostConnections = 1024

// serveHTTP answers requests over HTTP until ctx is cancelled, and then those that it has
// accepted, within cfg.Grace.
func (s *rpc) serveHTTP(ctx context.Context, cfg *Config, l net.Listener, stopping *atomic.Bool) error {
	// A server that is closed does not wait for its handlers, which use the models. They hold
	// this lock for reading; who stops the server takes it for good.
	var handlers sync.RWMutex
	handler := s.handler(cfg)
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if handlers.TryRLock() {
				defer handlers.RUnlock()
				handler.ServeHTTP(w, r)
			}
		}),
		TLSConfig:         s.tls,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 1 << 16,
	}
	l = netutil.LimitListener(l, mostConnections)
	if s.tls != nil {
		l = tls.NewListener(l, s.tls)
	}
	return until(ctx, func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve HTTP: %w", err)
		}
		return nil
	}, func() error {
		stopping.Store(true)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.Grace)
		defer cancel()
		err := server.Shutdown(grace)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		handlers.Lock()
		return err
	})
}

// serveGRPC is serveHTTP for gRPC.
func (s *rpc) serveGRPC(ctx context.Context, cfg *Config, l net.Listener, stopping *atomic.Bool) error {
	options := []grpc.ServerOption{
		grpc.InTapHandle(newCalls(cfg, s.token).admit),
		grpc.MaxRecvMsgSize(cfg.MaxRequest), grpc.MaxConcurrentStreams(uint32(cfg.Queue) + 16),
		grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: 10 * time.Minute}), grpc.ConnectionTimeout(10 * time.Second),
	}
	if s.tls != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(s.tls)))
	}
	server := grpc.NewServer(options...)
	oippb.RegisterGRPCInferenceServiceServer(server, s)
	return until(ctx, func() error {
		if err := server.Serve(netutil.LimitListener(l, mostConnections)); err != nil {
			return fmt.Errorf("serve gRPC: %w", err)
		}
		return nil
	}, func() error {
		stopping.Store(true)
		force := time.AfterFunc(cfg.Grace, server.Stop)
		defer force.Stop()
		server.GracefulStop()
		return nil
	})
}

// until runs serve, and stop when ctx is cancelled or serve has failed. It returns when
// both have returned.
func until(ctx context.Context, serve, stop func() error) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stopped <- stop()
	}()
	err := serve()
	end()
	return errors.Join(err, <-stopped)
}

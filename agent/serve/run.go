package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/internal/safefile"
)

// Run loads the models and serves them until ctx is cancelled. It then refuses new
// requests, answers the accepted ones within cfg.Grace, and returns nil.
func Run(ctx context.Context, cfg Config) (err error) {
	if err := cfg.Validate(); err != nil {
		return err
	}
	var mu sync.Mutex
	report := func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if cfg.Event != nil {
			cfg.Event(e)
		}
	}
	stopping := atomic.Bool{}
	s := &rpc{is: cfg.Version, models: map[string]*model{}, ready: func() bool { return !stopping.Load() }}
	if s.token, s.tls, err = cfg.secrets(); err != nil {
		return err
	}
	defer func() {
		for _, m := range s.models {
			err = errors.Join(err, m.close())
		}
	}()
	for _, who := range cfg.Models {
		m, err := newModel(&cfg, who, report)
		if err != nil {
			return err
		}
		s.models[who.Name] = m
	}
	web, calls, err := cfg.listen(ctx)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, m := range s.models {
		group.Go(func() error { return m.watch(ctx) })
	}
	if web != nil {
		group.Go(func() error { return s.serveHTTP(ctx, &cfg, web, &stopping) })
	}
	if calls != nil {
		group.Go(func() error { return s.serveGRPC(ctx, &cfg, calls, &stopping) })
	}
	if cfg.Ready != nil {
		cfg.Ready(address(web), address(calls))
	}
	return group.Wait()
}

// secrets reads the token and the certificate.
func (c *Config) secrets() (token string, secure *tls.Config, err error) {
	if c.TokenFile != "" {
		text, err := safefile.Read(c.TokenFile, safefile.Token)
		if err != nil {
			return "", nil, fmt.Errorf("read the token: %w", err)
		}
		if token = strings.TrimSpace(string(text)); token == "" {
			return "", nil, fmt.Errorf("read the token: %s is empty; write a long random text into it", c.TokenFile)
		}
	}
	if c.CertFile == "" {
		return token, nil, nil
	}
	cert, err := safefile.Read(c.CertFile, safefile.Certificate)
	if err != nil {
		return "", nil, fmt.Errorf("read the certificate: %w", err)
	}
	key, err := safefile.Read(c.KeyFile, safefile.Certificate)
	if err != nil {
		return "", nil, fmt.Errorf("read the key: %w", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return "", nil, fmt.Errorf("certificate %s with key %s: %w", c.CertFile, c.KeyFile, err)
	}
	return token, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}, nil
}

// listen opens the addresses.
func (c *Config) listen(ctx context.Context) (web, calls net.Listener, err error) {
	var lc net.ListenConfig
	if c.HTTP != "" {
		if web, err = lc.Listen(ctx, "tcp", c.HTTP); err != nil {
			return nil, nil, fmt.Errorf("serve HTTP: %w; choose another address", err)
		}
	}
	if c.GRPC != "" {
		if calls, err = lc.Listen(ctx, "tcp", c.GRPC); err != nil {
			err = fmt.Errorf("serve gRPC: %w; choose another address", err)
			if web != nil {
				err = errors.Join(err, web.Close())
			}
			return nil, nil, err
		}
	}
	return web, calls, nil
}

func address(l net.Listener) string {
	if l == nil {
		return ""
	}
	return l.Addr().String()
}

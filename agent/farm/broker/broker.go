// Package broker runs a NATS server with JetStream for tournaments whose matches are
// played by workers. It answers: where do a coordinator and its workers meet if nobody
// runs a server for them?
//
// What the server stores is of use only while it runs: the run folder is the only record.
// The package is apart from agent/farm because the server is larger than kumite is allowed
// to grow; the program kumite-nats contains it.
package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/kumite/kumite/internal/safefile"
)

// Config describes a server.
type Config struct {
	Listen string // HOST:PORT; port 0 is any that is free
	Token  string // a file of the token that clients must have; may be "" on a loopback address
	Store  string // a folder, or "" for a temporary one, which is removed
}

// starting bounds the time until the server answers.
const starting = 10 * time.Second

// Validate reports every invalid field.
func (c Config) Validate() error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %q: want HOST:PORT, e.g. 127.0.0.1:4222", c.Listen)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("listen on %q: the port is not one of 0 to 65535", c.Listen)
	}
	if ip := net.ParseIP(host); c.Token == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("listen on %q: other machines can reach this address; name a file with a token that clients must send", c.Listen)
	}
	return nil
}

// Run starts a server, calls ready with its address, nats://HOST:PORT, and runs it until
// ctx ends.
func Run(ctx context.Context, c Config, ready func(url string)) (err error) {
	if err := c.Validate(); err != nil {
		return err
	}
	if c.Store == "" {
		if c.Store, err = os.MkdirTemp("", "kumite-nats-"); err != nil {
			return fmt.Errorf("start NATS server: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Store)) }()
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	if n == 0 {
		n = server.RANDOM_PORT
	}
	token := ""
	if c.Token != "" {
		data, err := safefile.Read(c.Token, safefile.Token)
		if err != nil {
			return fmt.Errorf("read token: %w", err)
		}
		if token = strings.TrimSpace(string(data)); token == "" {
			return fmt.Errorf("read token: %s is empty", c.Token)
		}
	}
	// The server ends the process if it cannot listen, so that is tried first.
	try, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("start NATS server: %w; choose another address", err)
	}
	if err := try.Close(); err != nil {
		return err
	}
	s, err := server.NewServer(&server.Options{
		Host: host, Port: n, Authorization: token, JetStream: true, StoreDir: c.Store, NoLog: true, NoSigs: true,
	})
	if err != nil {
		return fmt.Errorf("start NATS server: %w", err)
	}
	s.Start()
	defer func() {
		s.Shutdown()
		s.WaitForShutdown()
	}()
	if !s.ReadyForConnections(starting) {
		return fmt.Errorf("start NATS server: it does not answer on %s", c.Listen)
	}
	ready(s.ClientURL())
	<-ctx.Done()
	return nil
}

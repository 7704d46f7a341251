package farm

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"
	"github.com/synadia-io/orbit.go/natscontext"

	"github.com/kumite/kumite/internal/safefile"
)

// Server says which NATS server to use, and as whom. Its JetStream must be enabled.
type Server struct {
	URL     string // nats://HOST:PORT or tls://HOST:PORT, also with USER:PASSWORD@ or TOKEN@
	Context string // a context of the nats program by name, instead of URL and the files below

	Credentials string // file of a user's JWT and seed
	NKey        string // file of a seed
	Token       string // file of a token
	CA          string // file of certificates that sign the server's
	Certificate string // file of the client's certificate, with Key
	Key         string

	// AckWait is the time after which the pairs of a worker that is lost are given to
	// another; 0 is DefaultAckWait. All workers of a server must have the same.
	AckWait time.Duration

	Log zerolog.Logger // of the connection; losing and regaining it are warnings
}

// DefaultAckWait is the default of Server.AckWait.
const DefaultAckWait = 30 * time.Second

func (s Server) ackWait() time.Duration { return cmp.Or(s.AckWait, DefaultAckWait) }

// Validate returns an error for settings that exclude each other or are incomplete.
func (s Server) Validate() error {
	switch {
	case (s.URL == "") == (s.Context == ""):
		return errors.New("name either the address of a NATS server or a NATS context")
	case s.Context != "" && (s.Credentials != "" || s.NKey != "" || s.Token != "" || s.CA != "" || s.Certificate != ""):
		return errors.New("a NATS context has its own credentials and certificates; leave out the files")
	case s.Credentials != "" && s.NKey != "":
		return errors.New("credentials and an NKey both say who connects; leave one out")
	case (s.Certificate == "") != (s.Key == ""):
		return errors.New("a client certificate needs a certificate and a key")
	case s.AckWait < 0:
		return fmt.Errorf("ack wait is %v; want 0 or more", s.AckWait)
	}
	return nil
}

// name is the server for people, without secrets.
func (s Server) name() string {
	if s.Context != "" {
		return "NATS context " + s.Context
	}
	u, err := url.Parse(s.URL)
	if err != nil {
		return "NATS server"
	}
	u.User = nil
	return u.String()
}

func (s Server) options(who string) ([]nats.Option, error) {
	all := []nats.Option{
		nats.Name("kumite " + who), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(5 * time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				s.Log.Warn().Msgf("lost %s: %v; waiting for it", s.name(), err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { s.Log.Warn().Msgf("connected to %s again", s.name()) }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // the library would print it; calls return errors
	}
	if s.Credentials != "" {
		all = append(all, nats.UserCredentials(s.Credentials))
	}
	if s.NKey != "" {
		key, err := nats.NkeyOptionFromSeed(s.NKey)
		if err != nil {
			return nil, fmt.Errorf("read NKey %s: %w", s.NKey, err)
		}
		all = append(all, key)
	}
	if s.Token != "" {
		data, err := safefile.Read(s.Token, safefile.Token)
		if err != nil {
			return nil, fmt.Errorf("read token: %w", err)
		}
		all = append(all, nats.Token(strings.TrimSpace(string(data))))
	}
	if s.CA != "" {
		all = append(all, nats.RootCAs(s.CA))
	}
	if s.Certificate != "" {
		all = append(all, nats.ClientCert(s.Certificate, s.Key))
	}
	return all, nil
}

// link is a connection to a server with what kumite keeps there.
type link struct {
	server Server
	conn   *nats.Conn
	js     jetstream.JetStream
	files  jetstream.ObjectStore // by SHA-256
}

// connect connects and creates what is missing on the server.
func (s Server) connect(ctx context.Context, who string) (*link, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	options, err := s.options(who)
	if err != nil {
		return nil, err
	}
	l := &link{server: s}
	if s.Context != "" {
		l.conn, _, err = natscontext.Connect(s.Context, options...)
	} else {
		l.conn, err = nats.Connect(s.URL, options...)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", s.name(), explain(err))
	}
	l.js, err = jetstream.New(l.conn)
	if err == nil {
		err = l.ensure(ctx)
	}
	if err != nil {
		l.conn.Close()
		return nil, fmt.Errorf("use %s: %w", s.name(), explain(err))
	}
	return l, nil
}

// explain adds to an error how to fix it.
func explain(err error) error {
	var untrusted *tls.CertificateVerificationError
	var remote *net.OpError
	switch {
	case errors.As(err, &untrusted):
		return fmt.Errorf("%w; check the address, and the file of the certificates that sign the server's", err)
	case errors.Is(err, nats.ErrTLS), errors.As(err, &remote) && remote.Op == "remote error": // it refused the client
		return fmt.Errorf("%w; check the files of this client's certificate and key", err)
	case errors.Is(err, nats.ErrNoServers):
		return fmt.Errorf("%w; check the address, and that the server runs", err)
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrPermissionViolation):
		return fmt.Errorf("%w; check the user, token, NKey or credentials", err)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount), errors.Is(err, nats.ErrNoResponders):
		return fmt.Errorf("%w; start the server with JetStream (nats-server -js)", err)
	}
	return err
}

// What kumite keeps on a server.
const (
	workStream   = "KUMITE_WORK"
	resultStream = "KUMITE_RESULTS"
	fileBucket   = "KUMITE_FILES"
	workSubject  = "kumite.work."   // followed by the session and the block
	resultOf     = "kumite.result." // followed by the session
	workers      = "workers"        // the consumer that all workers share
)

// resultAge is the time that the server keeps results that nobody has taken.
const resultAge = time.Hour

// callTime bounds one request to the server.
const callTime = 5 * time.Second

// ensure creates the streams, the files' bucket and the workers' consumer unless they
// exist.
func (l *link) ensure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for _, stream := range []jetstream.StreamConfig{
		{Name: workStream, Subjects: []string{workSubject + ">"}, Retention: jetstream.WorkQueuePolicy},
		{Name: resultStream, Subjects: []string{resultOf + ">"}, MaxAge: resultAge},
	} {
		if _, err := l.js.CreateOrUpdateStream(ctx, stream); err != nil {
			return err
		}
	}
	_, err := l.js.CreateOrUpdateConsumer(ctx, workStream, jetstream.ConsumerConfig{
		Durable: workers, AckPolicy: jetstream.AckExplicitPolicy, AckWait: l.server.ackWait(), MaxDeliver: -1, MaxAckPending: 100_000,
	})
	if err != nil {
		return err
	}
	files, err := l.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: fileBucket})
	if err == nil && l.files == nil { // the first call, from connect; later ones may overlap
		l.files = files
	}
	return err
}

// close sends what is waiting and closes the connection.
func (l *link) close() {
	_ = l.conn.FlushTimeout(callTime) // a server that is lost gets nothing
	l.conn.Close()
}

package farm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"
	"github.com/synadia-io/orbit.go/natscontext"
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
	_, err := s.addresses()
	return err
}

// addresses returns the addresses of a server, one for each of its cluster that is named,
// without secrets. Errors contain none either.
func (s Server) addresses() (all []string, err error) {
	if s.Context != "" {
		return nil, nil
	}
	for address := range strings.SplitSeq(s.URL, ",") {
		if !strings.Contains(address, "://") {
			address = "nats://" + address
		}
		u, err := url.Parse(strings.TrimSpace(address))
		var cannot *url.Error
		if errors.As(err, &cannot) {
			err = cannot.Err // it would quote the address
		}
		if err == nil && u.Hostname() == "" {
			err = errors.New("it names no host")
		}
		if err == nil && !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme) {
			err = fmt.Errorf("its scheme is %q", u.Scheme)
		}
		if err != nil {
			return nil, fmt.Errorf("address of the NATS server: %w; want nats://HOST:PORT or tls://HOST:PORT", err)
		}
		all = append(all, u.Scheme+"://"+u.Host)
	}
	return all, nil
}

// name is the server for people, without secrets.
func (s Server) name() string {
	if s.Context != "" {
		return "NATS context " + s.Context
	}
	all, err := s.addresses()
	if err != nil {
		return "NATS server"
	}
	return strings.Join(all, ",")
}

// link is a connection to a server with what kumite keeps there.
type link struct {
	server Server
	conn   *nats.Conn
	js     jetstream.JetStream
	files  jetstream.ObjectStore // by SHA-256
	denied context.Context       // ends, with the cause, when the server denies something to the user
}

// connect connects and creates what is missing on the server.
func (s Server) connect(ctx context.Context, who string) (*link, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	denied, deny := context.WithCancelCause(context.Background())
	options, err := s.options(who, deny)
	if err != nil {
		return nil, err
	}
	l := &link{server: s, denied: denied}
	if s.Context != "" {
		l.conn, _, err = natscontext.Connect(s.Context, options...)
	} else {
		l.conn, err = nats.Connect(s.URL, options...)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", s.name(), explain(err))
	}
	l.js, err = jetstream.New(l.conn, jetstream.WithPublishAsyncTimeout(s.ackWait()))
	if most := l.conn.MaxPayload(); err == nil && most < leastPayload {
		err = fmt.Errorf("its max_payload is %d bytes, and kumite needs %d; raise it in the server's configuration", most, leastPayload)
	}
	if err == nil {
		err = l.allowed(ctx, func(ctx context.Context) error { return answered(ctx, func() error { return l.ensure(ctx) }) })
	}
	if err != nil {
		l.conn.Close()
		return nil, l.unusable(err)
	}
	return l, nil
}

// allowed makes calls that end when the server denies something: a call whose subject is
// denied gets no answer. The denial is the error then.
func (l *link) allowed(ctx context.Context, calls func(context.Context) error) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(l.denied, end)()
	err := calls(ctx)
	if l.denied.Err() != nil {
		return context.Cause(l.denied)
	}
	return err
}

// unusable is the error of a server that cannot be used because of err.
func (l *link) unusable(err error) error {
	return fmt.Errorf("use %s: %w", l.server.name(), explain(err))
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

// leastPayload is the size of a message that a server must accept: a piece of a file has
// 128 KiB.
const leastPayload = 256 << 10

// callTime bounds one request to the server.
const callTime = 5 * time.Second

// ensure creates the streams, the files' bucket and the workers' consumer unless they
// exist. It changes nothing that is as it should be, because a server answers late while it
// does.
func (l *link) ensure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	for _, want := range []jetstream.StreamConfig{
		{Name: workStream, Subjects: []string{workSubject + ">"}, Retention: jetstream.WorkQueuePolicy},
		{Name: resultStream, Subjects: []string{resultOf + ">"}, Retention: jetstream.WorkQueuePolicy, MaxAge: resultAge},
	} {
		there, err := l.js.Stream(ctx, want.Name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			there, err = l.js.CreateStream(ctx, want)
		}
		if err != nil {
			return err
		}
		if is := there.CachedInfo().Config; is.Retention != want.Retention || !slices.Equal(is.Subjects, want.Subjects) {
			return fmt.Errorf("stream %s does not have the configuration that this version of kumite creates; delete it (nats stream rm %s) once no other kumite uses it", want.Name, want.Name)
		}
	}
	files, err := l.js.ObjectStore(ctx, fileBucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		files, err = l.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: fileBucket})
	}
	if err != nil {
		return err
	}
	if l.files == nil { // the first call, from connect; later ones may overlap
		l.files = files
	}
	queue, err := l.js.Consumer(ctx, workStream, workers)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || err == nil && queue.CachedInfo().Config.AckWait != l.server.ackWait() {
		_, err = l.js.CreateOrUpdateConsumer(ctx, workStream, jetstream.ConsumerConfig{
			Durable: workers, AckPolicy: jetstream.AckExplicitPolicy, AckWait: l.server.ackWait(), MaxDeliver: -1, MaxAckPending: 100_000,
		})
	}
	return err
}

// close sends what is waiting and closes the connection.
func (l *link) close() {
	_ = l.conn.FlushTimeout(callTime) // a server that is lost gets nothing
	l.conn.Close()
}

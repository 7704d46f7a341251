package farm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/internal/safefile"
)

// options are those of a connection. Files that cannot be used are errors. deny is called if
// the server denies something to the user.
func (s Server) options(who string, deny func(error)) ([]nats.Option, error) {
	all := []nats.Option{
		nats.Name("kumite " + who), nats.MaxReconnects(-1), nats.IgnoreAuthErrorAbort(), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(5 * time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				s.Log.Warn().Msgf("lost the connection to %s: %v; reconnecting", s.name(), err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { s.Log.Warn().Msgf("reconnected to %s", s.name()) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { // the library would print it; calls return errors
			if errors.Is(err, nats.ErrPermissionViolation) {
				deny(err)
			}
		}),
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
		token := strings.TrimSpace(string(data))
		if token == "" {
			return nil, fmt.Errorf("read token: %s is empty", s.Token)
		}
		all = append(all, nats.Token(token))
	}
	if s.CA != "" {
		data, err := safefile.Read(s.CA, safefile.Certificate)
		if err == nil && !x509.NewCertPool().AppendCertsFromPEM(data) {
			err = fmt.Errorf("%s contains no certificate in PEM", s.CA)
		}
		if err != nil {
			return nil, fmt.Errorf("read CA certificates: %w", err)
		}
		all = append(all, nats.RootCAs(s.CA))
	}
	if s.Certificate != "" {
		cert, err := safefile.Read(s.Certificate, safefile.Certificate)
		if err != nil {
			return nil, fmt.Errorf("read certificate: %w", err)
		}
		key, err := safefile.Read(s.Key, safefile.Certificate)
		if err != nil {
			return nil, fmt.Errorf("read key of the certificate: %w", err)
		}
		if _, err := tls.X509KeyPair(cert, key); err != nil {
			return nil, fmt.Errorf("read certificate %s and key %s: %w", s.Certificate, s.Key, err)
		}
		all = append(all, nats.ClientCert(s.Certificate, s.Key))
	}
	return all, nil
}

// explain adds to an error how to fix it.
func explain(err error) error {
	var untrusted *tls.CertificateVerificationError
	var remote *net.OpError
	var unknown *net.DNSError
	var api *jetstream.APIError
	switch {
	case errors.As(err, &untrusted):
		return fmt.Errorf("%w; check the address and the file of CA certificates", err)
	case errors.Is(err, nats.ErrTLS), errors.As(err, &remote) && remote.Op == "remote error": // it refused the client
		return fmt.Errorf("%w; check the files of this client's certificate and key", err)
	case errors.Is(err, nats.ErrSecureConnWanted):
		return fmt.Errorf("%w: the server does not speak TLS; name it with nats:// or set up its TLS", err)
	case errors.Is(err, nats.ErrPermissionViolation):
		return fmt.Errorf("%w; the user needs to publish to kumite.>, $JS.>, $O.> and to subscribe to _INBOX.>", err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the server did not answer within %v; check that it runs and that its JetStream is ready", callTime)
	case errors.Is(err, nats.ErrNoServers), errors.As(err, &unknown):
		return fmt.Errorf("%w; check the address, and that the server runs", err)
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired):
		return fmt.Errorf("%w; check the user, token, NKey or credentials", err)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount), errors.Is(err, nats.ErrNoResponders):
		return fmt.Errorf("%w; start the server with JetStream (nats-server -js)", err)
	}
	if errors.As(err, &api) && slices.Contains(noRoom, api.ErrorCode) {
		return fmt.Errorf("%w; give its JetStream more room (max_file_store)", err)
	}
	return err
}

// noRoom are the errors of a server whose JetStream is full or too small: resources, a
// stream's bytes, storage.
var noRoom = []jetstream.ErrorCode{10023, 10077, 10047}

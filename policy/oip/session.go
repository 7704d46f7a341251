package oip

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// DefaultPatience is how long a session waits for an answer of its server.
const DefaultPatience = 10 * time.Second

// maxAnswer is the number of bytes of an answer, which has a contract, or a score for each of
// some thousand classes.
const maxAnswer = 1 << 20

// Access is how a server lets this program in.
type Access struct {
	TokenFile string        // file with the token, sent as "authorization: Bearer TOKEN"; "" sends none
	CAFile    string        // file of certificates in PEM that sign the server's; "" trusts the system's
	Patience  time.Duration // for each answer; 0 is DefaultPatience
}

// Session is one player of a served model. Calls must not overlap, except Cancel.
type Session struct {
	address  Address
	access   Access
	token    string
	contract policy.Contract
	sha256   string
	version  string // that answered
	conn     *grpc.ClientConn
	client   oippb.GRPCInferenceServiceClient

	input   vision.Input
	scores  []float32
	request *oippb.ModelInferRequest

	stateful bool // the server keeps recurrent state between the runs of a sequence
	start    bool // the next run begins a sequence

	mu     sync.Mutex
	cancel context.CancelFunc // of the current run
}

// Open connects to a server, reads the contract of the model, compares it with the input
// and output that the server states, and runs the model once on a zero frame. aliases are
// names of classes, as of ort.Open. Every error is one line. The caller must close the
// session.
func Open(a Address, access Access, aliases map[string]string) (*Session, error) {
	if access.Patience <= 0 {
		access.Patience = DefaultPatience
	}
	s := &Session{address: a, access: access, start: true}
	if err := s.open(aliases); err != nil {
		return nil, errors.Join(fmt.Errorf("load model %s: %w", a, err), s.Close())
	}
	return s, nil
}

func (s *Session) open(aliases map[string]string) error {
	secure := insecure.NewCredentials()
	if s.address.TLS {
		cfg := &tls.Config{MinVersion: tls.VersionTLS12}
		if s.access.CAFile != "" {
			pem, err := safefile.Read(s.access.CAFile, safefile.Certificate)
			if err != nil {
				return err
			}
			cfg.RootCAs = x509.NewCertPool()
			if !cfg.RootCAs.AppendCertsFromPEM(pem) {
				return fmt.Errorf("%s contains no certificate in PEM", s.access.CAFile)
			}
		}
		secure = credentials.NewTLS(cfg)
	}
	if s.access.TokenFile != "" {
		text, err := safefile.Read(s.access.TokenFile, safefile.Token)
		if err != nil {
			return err
		}
		s.token = strings.TrimSpace(string(text))
	}
	var err error
	bounded := grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer))
	if s.conn, err = grpc.NewClient("passthrough:///"+s.address.Host, grpc.WithTransportCredentials(secure), bounded); err != nil {
		return err
	}
	s.client = oippb.NewGRPCInferenceServiceClient(s.conn)
	ctx, cancel := s.within(s.access.Patience)
	defer cancel()
	m, err := s.client.ModelMetadata(ctx, &oippb.ModelMetadataRequest{Name: s.address.Model, Version: s.address.Version})
	if err != nil {
		return s.failure(err)
	}
	if err := s.readContract(m, aliases); err != nil {
		return err
	}
	return s.Try("a zero frame")
}

// within returns a context of a call that also carries the token.
func (s *Session) within(limit time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	if s.token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+s.token)
	}
	return ctx, cancel
}

// Contract returns the contract of the model.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 returns the hash of the model's files as the server states it, or of everything
// that the server says of the model and the sidecar.
func (s *Session) SHA256() string { return s.sha256 }

// FileHashes returns no hashes: the files are the server's.
func (s *Session) FileHashes() policy.FileHashes { return policy.FileHashes{} }

// Random returns "": what the graph does is not visible here.
func (s *Session) Random() string { return "" }

// Input returns the model's input, to be written before a run.
func (s *Session) Input() vision.Input { return s.input }

// Scores returns one raw score per class, valid until the next run.
func (s *Session) Scores() []float32 { return s.scores }

// Reset ends the sequence of a model with recurrent state; the next run begins another.
func (s *Session) Reset() { s.start = true }

// Cancel cuts off the current run. It may be called from any goroutine.
func (s *Session) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
}

// RunWithinCPU asks the server and waits for the answer: the time that a network and a
// server take does not count in lockstep. A server that gives none in time is lost.
func (s *Session) RunWithinCPU(time.Duration) error {
	err := s.run(s.access.Patience)
	if errors.Is(err, policy.ErrHung) {
		return lostf("server %s gave no answer within %v", s.address.Host, s.access.Patience)
	}
	return err
}

// RunWithin asks the server with a deadline, which it is sent.
func (s *Session) RunWithin(limit time.Duration) error {
	if limit <= 0 {
		return policy.ErrHung
	}
	return s.run(min(limit, s.access.Patience))
}

// Warm does nothing: a server that serves others is warm, and a run could not leave its
// state as it was.
func (s *Session) Warm(time.Duration) error { return nil }

// Try runs the model once on the current input and returns an error if the scores violate
// the contract. frame names the input in the error.
func (s *Session) Try(frame string) error {
	if err := s.RunWithinCPU(0); err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	if err := s.contract.CheckScores(s.scores); err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	return nil
}

func (s *Session) run(limit time.Duration) error {
	ctx, cancel := s.within(limit)
	defer cancel()
	s.mu.Lock()
	s.cancel = cancel
	s.mu.Unlock()
	r := s.request
	if s.stateful {
		if s.start {
			r.Parameters[SequenceID] = Text(rand.Text())
		}
		r.Parameters[SequenceStart] = Bool(s.start)
	}
	r.RawInputContents[0] = appendInput(r.RawInputContents[0][:0], s.input, r.Inputs[0].Datatype)
	answer, err := s.client.ModelInfer(ctx, r, grpc.WaitForReady(true))
	if err != nil {
		return s.failure(err)
	}
	s.start = false
	return s.read(answer)
}

// read takes the scores of an answer.
func (s *Session) read(r *oippb.ModelInferResponse) error {
	if s.version == "" {
		s.version = r.GetModelVersion()
		s.request.ModelVersion = s.version // later runs ask for the same one
	}
	if r.GetModelVersion() != s.version {
		return lostf("server %s now serves version %q of %s instead of %q", s.address.Host, r.GetModelVersion(), s.address.Model, s.version)
	}
	i := slices.IndexFunc(r.GetOutputs(), func(o *oippb.ModelInferResponse_InferOutputTensor) bool { return o.GetName() == s.contract.Scores })
	if i < 0 {
		return fmt.Errorf("the server's answer has no output %q", s.contract.Scores)
	}
	out := r.GetOutputs()[i]
	raw := r.GetRawOutputContents()
	var data []byte
	var err error
	if i < len(raw) {
		data = raw[i]
	} else if data, err = Raw(out.GetDatatype(), out.GetContents()); err != nil {
		return fmt.Errorf("output %q: %w", out.GetName(), err)
	}
	if err := ReadFloats(s.scores, out.GetDatatype(), data); err != nil {
		return fmt.Errorf("output %q: %w", out.GetName(), err)
	}
	return nil
}

// failure returns the error of a call: ErrHung at its deadline, ErrLost for a server that
// is away, and otherwise what the server says.
func (s *Session) failure(err error) error {
	st := status.Convert(err)
	switch st.Code() {
	case codes.DeadlineExceeded, codes.Canceled:
		if s.version == "" { // it never answered
			return lostf("server %s gave no answer within %v; check that it runs", s.address.Host, s.access.Patience)
		}
		return policy.ErrHung
	case codes.Unavailable, codes.NotFound, codes.FailedPrecondition:
		return lostf("server %s: %s", s.address.Host, said(st.Message()))
	case codes.Unauthenticated, codes.PermissionDenied:
		return fmt.Errorf("server %s refuses this client: %s; set the token with --server-token-file", s.address.Host, st.Message())
	}
	return fmt.Errorf("server %s: %s", s.address.Host, said(st.Message()))
}

// said returns the message of a call that failed. Where gRPC itself could not read an answer
// it says how to fix that, not what its reader expected.
func said(message string) string {
	has := func(part string) bool { return strings.Contains(message, part) }
	switch {
	case has("larger than max"):
		return fmt.Sprintf("it sends a message of more than %d bytes; a model's contract and scores have fewer", maxAnswer)
	case has("connection refused"):
		return "the connection is refused; check that it runs, and the port"
	case slices.ContainsFunc(unreadable, has):
		return "it does not answer as a gRPC server does; check the address, and that the port is that for gRPC"
	}
	return message
}

// unreadable are parts of gRPC's own messages about answers that are not gRPC.
var unreadable = []string{"http2", "proto:", "unexpected EOF", "grpc: ", "RST_STREAM", "unexpected HTTP status code", "connection error: desc", "write tcp", "read tcp"}

// lost is the error of a server that does not answer any more, or not as the model that it
// answered as before. It matches policy.ErrLost.
type lost string

func lostf(format string, args ...any) error { return lost(fmt.Sprintf(format, args...)) }

func (e lost) Error() string { return string(e) }

func (lost) Is(target error) bool { return target == policy.ErrLost }

// Close ends the connection; a second Close does nothing.
func (s *Session) Close() error {
	if s.conn == nil {
		return nil
	}
	conn := s.conn
	s.conn = nil
	return conn.Close()
}

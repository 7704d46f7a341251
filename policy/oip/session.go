package oip

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
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
	"google.golang.org/protobuf/proto"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// DefaultPatience is how long a session waits for an answer of its server.
const DefaultPatience = 10 * time.Second

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
	if s.conn, err = grpc.NewClient("passthrough:///"+s.address.Host, grpc.WithTransportCredentials(secure)); err != nil {
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

// The parameters of a model's metadata in which `kumite serve` states the hash of the
// model's files, and that the model has recurrent state. Its contract is in parameters
// with the names of a sidecar's keys.
const (
	HashKey     = "sha256"
	StatefulKey = "stateful"
)

// readContract reads what the numbers mean from the sidecar or the server, checks it
// against the tensors that the server states, and makes the buffers.
func (s *Session) readContract(m *oippb.ModelMetadataResponse, aliases map[string]string) error {
	meta := map[string]string{}
	for key, p := range m.GetParameters() {
		if strings.HasPrefix(key, "kumite.") {
			meta[key] = p.GetStringParam()
		}
	}
	source := "the server's metadata"
	sum := sha256.New()
	if s.address.Sidecar != "" {
		source = "sidecar " + s.address.Sidecar
		data, err := safefile.Read(s.address.Sidecar, safefile.Sidecar)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		sum.Write(data)
		if err := policy.MergeSidecar(meta, data); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	} else if len(meta) == 0 {
		return errors.New("the server does not state what the numbers mean; name a sidecar with ?sidecar=FILE.json")
	}
	if err := policy.AddAliases(meta, aliases); err != nil {
		return err
	}
	graph := policy.Graph{Inputs: values(m.GetInputs()), Outputs: values(m.GetOutputs())}
	var err error
	if s.contract, err = policy.ParseContract(meta, graph, nil); err != nil {
		return fmt.Errorf("%s and the server's tensors: %w", source, err)
	}
	s.stateful = m.GetParameters()[StatefulKey].GetBoolParam()
	in, _ := graph.Input(s.contract.Frames)
	if err := s.setHash(m, sum); err != nil {
		return err
	}
	return s.prepare(in)
}

// setHash sets the hash that identifies the model: the one that the server states, or
// else that of everything it says of the model, with the sidecar. Runs store and compare
// it, so anything but a hash is an error.
func (s *Session) setHash(m *oippb.ModelMetadataResponse, sum interface {
	Write([]byte) (int, error)
	Sum([]byte) []byte
}) error {
	if stated := m.GetParameters()[HashKey].GetStringParam(); stated != "" && s.address.Sidecar == "" {
		if b, err := hex.DecodeString(stated); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != stated {
			return fmt.Errorf("the server states %s %.40q; want %d hexadecimal digits in lower case", HashKey, stated, 2*sha256.Size)
		}
		s.sha256 = stated
		return nil
	}
	text, _ := proto.MarshalOptions{Deterministic: true}.Marshal(m) // what was unmarshalled can be marshalled
	sum.Write(text)
	s.sha256 = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// types are the contract's names of the protocol's datatypes.
var types = map[string]string{
	FP32: "float32", FP16: "float16", UINT8: "uint8", "FP64": "float64", "INT64": "int64", "INT32": "int32", "BOOL": "bool", BYTES: "string",
}

func values(tensors []*oippb.ModelMetadataResponse_TensorMetadata) []policy.Value {
	var all []policy.Value
	for _, t := range tensors {
		v := policy.Value{Name: t.GetName(), Type: types[t.GetDatatype()], Shape: t.GetShape()}
		if v.Type == "" {
			v.Type = t.GetDatatype()
		}
		all = append(all, v)
	}
	return all
}

// prepare makes the buffers and the request, which are reused.
func (s *Session) prepare(in policy.Value) error {
	spec := s.contract.Input
	shape, ok := Shape(spec, len(in.Shape))
	if !ok {
		return fmt.Errorf("input %q has rank %d; want 4 or 5", in.Name, len(in.Shape))
	}
	n, err := Elements(shape, maxElements)
	if err != nil {
		return err
	}
	if spec.Type == vision.Uint8 {
		s.input.Bytes = make([]uint8, n)
	} else {
		s.input.Floats = make([]float32, n)
	}
	s.scores = make([]float32, len(s.contract.Classes))
	s.request = &oippb.ModelInferRequest{
		ModelName:        s.address.Model,
		ModelVersion:     s.address.Version,
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: s.contract.Frames, Datatype: Datatype(spec.Type), Shape: shape}},
		Outputs:          []*oippb.ModelInferRequest_InferRequestedOutputTensor{{Name: s.contract.Scores}},
		RawInputContents: [][]byte{nil},
		Parameters:       map[string]*oippb.InferParameter{},
	}
	return nil
}

// maxElements bounds an input, as vision bounds its sides.
const maxElements = 1 << 26

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
	if err := s.run(s.access.Patience); err != nil {
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
	r.RawInputContents[0] = AppendInput(r.RawInputContents[0][:0], s.input, r.Inputs[0].Datatype)
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
		return lostf("server %s: %s", s.address.Host, st.Message())
	case codes.Unauthenticated, codes.PermissionDenied:
		return fmt.Errorf("server %s refuses this client: %s; set the token with --server-token-file", s.address.Host, st.Message())
	}
	return fmt.Errorf("server %s: %s", s.address.Host, st.Message())
}

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

// The parameters of a request that belongs to a sequence, as in Triton's extension.
const (
	SequenceID    = "sequence_id"
	SequenceStart = "sequence_start"
	SequenceEnd   = "sequence_end"
)

// Text returns a parameter.
func Text(value string) *oippb.InferParameter {
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_StringParam{StringParam: value}}
}

// Bool returns a parameter.
func Bool(value bool) *oippb.InferParameter {
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_BoolParam{BoolParam: value}}
}

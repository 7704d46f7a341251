package serve

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/internal/oippb"
)

// rpc is the gRPC service. The HTTP handler calls the same methods.
type rpc struct {
	oippb.UnimplementedGRPCInferenceServiceServer
	models map[string]*model
	ready  func() bool
	is     string      // the program's version
	tls    *tls.Config // nil serves without TLS
	token  string      // "" lets everybody in
}

// ServerLive implements the service.
func (s *rpc) ServerLive(context.Context, *oippb.ServerLiveRequest) (*oippb.ServerLiveResponse, error) {
	return &oippb.ServerLiveResponse{Live: true}, nil
}

// ServerReady implements the service. A server that is stopping is not ready.
func (s *rpc) ServerReady(context.Context, *oippb.ServerReadyRequest) (*oippb.ServerReadyResponse, error) {
	return &oippb.ServerReadyResponse{Ready: s.ready()}, nil
}

// ModelReady implements the service.
func (s *rpc) ModelReady(_ context.Context, r *oippb.ModelReadyRequest) (*oippb.ModelReadyResponse, error) {
	v, err := s.take(r.GetName(), r.GetVersion())
	if err != nil {
		return nil, err
	}
	v.release()
	return &oippb.ModelReadyResponse{Ready: s.ready()}, nil
}

// ServerMetadata implements the service.
func (s *rpc) ServerMetadata(context.Context, *oippb.ServerMetadataRequest) (*oippb.ServerMetadataResponse, error) {
	return &oippb.ServerMetadataResponse{Name: "kumite", Version: s.is, Extensions: []string{"binary_tensor_data", "sequence"}}, nil
}

// ModelMetadata implements the service.
func (s *rpc) ModelMetadata(_ context.Context, r *oippb.ModelMetadataRequest) (*oippb.ModelMetadataResponse, error) {
	v, err := s.take(r.GetName(), r.GetVersion())
	if err != nil {
		return nil, err
	}
	defer v.release()
	return v.metadata, nil
}

// ModelInfer implements the service.
func (s *rpc) ModelInfer(ctx context.Context, r *oippb.ModelInferRequest) (*oippb.ModelInferResponse, error) {
	m, err := s.model(r.GetModelName())
	if err != nil {
		return nil, err
	}
	return m.infer(ctx, r)
}

// parentOf returns the client's span, as W3C's Trace Context writes it. The HTTP handler
// puts that header where gRPC has it.
func parentOf(ctx context.Context) string {
	md, _ := metadata.FromIncomingContext(ctx)
	return strings.Join(md.Get(traceparent), " ")
}

const traceparent = "traceparent"

func (s *rpc) model(name string) (*model, error) {
	m := s.models[name]
	if m == nil {
		return nil, status.Errorf(codes.NotFound, "there is no model %.60q", name)
	}
	return m, nil
}

func (s *rpc) take(name, id string) (*version, error) {
	m, err := s.model(name)
	if err != nil {
		return nil, err
	}
	return m.take(id)
}

// authorized reports whether a header "Bearer TOKEN" carries the token.
func authorized(header, token string) bool {
	given, ok := strings.CutPrefix(header, "Bearer ")
	return ok && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/internal/oippb"
)

// errStopping is the answer of a server that accepts no more requests.
var errStopping = status.Error(codes.Unavailable, "the server is stopping")

// handler returns the HTTP half of the protocol. Health needs no token.
func (s *rpc) handler(cfg *Config) http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("GET /v2/health/live", func(w http.ResponseWriter, _ *http.Request) { reply(w, map[string]bool{"live": true}, nil) })
	open.HandleFunc("GET /v2/health/ready", func(w http.ResponseWriter, _ *http.Request) {
		if !s.ready() {
			fail(w, errStopping)
			return
		}
		reply(w, map[string]bool{"ready": true}, nil)
	})
	large := newBodies(cfg.MaxRequest)
	mux := http.NewServeMux()
	handle := func(method, path string, answer http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, answer)
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", method)
			fail(w, status.Errorf(codes.Unimplemented, "%.20q is not answered here; send %s", r.Method, method))
		})
	}
	for _, path := range []string{"/v2", "/v2/{$}"} { // the specification has both
		handle("GET", path, func(w http.ResponseWriter, r *http.Request) {
			m, err := s.ServerMetadata(r.Context(), nil)
			reply(w, m, err)
		})
	}
	for _, path := range []string{"/v2/models/{model}", "/v2/models/{model}/versions/{version}"} {
		handle("GET", path, func(w http.ResponseWriter, r *http.Request) {
			m, err := s.ModelMetadata(r.Context(), &oippb.ModelMetadataRequest{Name: r.PathValue("model"), Version: r.PathValue("version")})
			if err != nil {
				fail(w, err)
				return
			}
			reply(w, metadataJSON(m), nil)
		})
		handle("GET", path+"/ready", func(w http.ResponseWriter, r *http.Request) {
			m, err := s.ModelReady(r.Context(), &oippb.ModelReadyRequest{Name: r.PathValue("model"), Version: r.PathValue("version")})
			if err == nil && !m.GetReady() {
				err = errStopping
			}
			reply(w, map[string]any{"name": r.PathValue("model"), "ready": true}, err)
		})
		handle("POST", path+"/infer", func(w http.ResponseWriter, r *http.Request) { s.inferHTTP(w, r, large) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, status.Errorf(codes.NotFound, "there is no %s %.80q here; see /v2", r.Method, r.URL.Path))
	})
	open.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if s.token != "" && !authorized(r.Header.Get("Authorization"), s.token) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, status.Error(codes.Unauthenticated, "the request has no valid token"))
			return
		}
		mux.ServeHTTP(w, r)
	})
	return open
}

// headerLength is the header of the binary extension: the bytes of JSON before the tensors.
const headerLength = "Inference-Header-Content-Length"

// mostBodies is the number of the largest requests whose bodies are in memory at once.
const mostBodies = 16

// bodies bounds the bytes of the requests that are read and answered at once. They are taken
// before the body is read, so that slow clients cannot fill the memory.
type bodies struct {
	most int64 // bytes of one
	*semaphore.Weighted
}

func newBodies(most int) bodies {
	return bodies{int64(most), semaphore.NewWeighted(mostBodies * int64(most))}
}

// take takes the bytes of a request's body, or returns why it is refused.
func (b bodies) take(r *http.Request) (release func(), err error) {
	size := r.ContentLength
	if size < 0 { // it is not stated
		size = b.most
	}
	switch {
	case size > b.most:
		return nil, status.Errorf(codes.OutOfRange, "the request has more than %d bytes; send a smaller one", b.most)
	case !b.TryAcquire(size):
		return nil, status.Error(codes.ResourceExhausted, "the requests that are being read are too large together; retry later")
	}
	return func() { b.Release(size) }, nil
}

func (s *rpc) inferHTTP(w http.ResponseWriter, r *http.Request, most bodies) {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		fail(w, status.Errorf(codes.InvalidArgument, "the body has the Content-Encoding %.20q; send it without", encoding))
		return
	}
	release, err := most.take(r)
	if err != nil {
		fail(w, err)
		return
	}
	defer release()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most.most))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		fail(w, status.Errorf(codes.OutOfRange, "the request has more than %d bytes; send a smaller one", most.most))
		return
	}
	if err != nil { // or the client is gone
		fail(w, status.Errorf(codes.InvalidArgument, "the body cannot be read: %v", err))
		return
	}
	in, binary, err := parseRequest(body, r.Header.Get(headerLength))
	if err != nil {
		fail(w, status.Error(codes.InvalidArgument, err.Error()))
		return
	}
	in.ModelName, in.ModelVersion = r.PathValue("model"), r.PathValue("version")
	ctx := metadata.NewIncomingContext(r.Context(), metadata.Pairs(traceparent, r.Header.Get(traceparent)))
	out, err := s.ModelInfer(ctx, in)
	if err != nil {
		fail(w, err)
		return
	}
	header, tensors, err := formatResponse(out, binary)
	if err != nil {
		fail(w, err)
		return
	}
	if len(tensors) > 0 {
		w.Header().Set(headerLength, strconv.Itoa(len(header)))
		w.Header().Set("Content-Type", "application/octet-stream")
	} else {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Write(append(header, tensors...)) // a client that is gone needs no answer
}

// reply writes a document, or the error.
func reply(w http.ResponseWriter, doc any, err error) {
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(doc) // a client that is gone needs no answer
}

// httpStatus is the HTTP status of a gRPC code.
var httpStatus = map[codes.Code]int{
	codes.InvalidArgument: http.StatusBadRequest, codes.FailedPrecondition: http.StatusConflict, codes.NotFound: http.StatusNotFound,
	codes.ResourceExhausted: http.StatusTooManyRequests, codes.DeadlineExceeded: http.StatusGatewayTimeout, codes.Canceled: 499,
	codes.Unavailable: http.StatusServiceUnavailable, codes.Unauthenticated: http.StatusUnauthorized, codes.OutOfRange: http.StatusRequestEntityTooLarge,
	codes.Unimplemented: http.StatusMethodNotAllowed,
}

// fail writes an error as the protocol has it.
func fail(w http.ResponseWriter, err error) {
	st := status.Convert(err)
	code := httpStatus[st.Code()]
	if code == 0 {
		code = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	if code == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(code)
	fmt.Fprintln(w, errorJSON(st.Message()))
}

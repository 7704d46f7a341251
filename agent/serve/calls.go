package serve

import (
	"context"
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

// calls bounds the gRPC requests that are open at once, over all connections. Each can take
// as much memory as the largest request from its first bytes on, whether its end ever comes
// or not. Those without the token, if there is one, are refused before they take a place.
type calls struct {
	token  string
	places chan struct{}
}

// spareCalls is the number of open requests besides those that can wait or run.
const spareCalls = 64

// callTime is the time in which a request must have been read and answered, as over HTTP.
const callTime = time.Minute

// newCalls admits all requests that can wait or run.
func newCalls(cfg *Config, token string) calls {
	return calls{token, make(chan struct{}, len(cfg.Models)*(cfg.Queue+cfg.Workers*cfg.Batch)+spareCalls)}
}

// admit is a tap.ServerInHandle: it is called when the head of a request has been read. ctx
// ends with the request.
func (c calls) admit(ctx context.Context, info *tap.Info) (context.Context, error) {
	if c.token != "" && !slices.ContainsFunc(info.Header.Get("authorization"), func(header string) bool { return authorized(header, c.token) }) {
		return ctx, status.Error(codes.Unauthenticated, "the call has no valid token")
	}
	select {
	case c.places <- struct{}{}:
	default:
		return ctx, status.Error(codes.ResourceExhausted, "too many requests are open at once; retry later")
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	context.AfterFunc(ctx, func() {
		cancel()
		<-c.places
	})
	return ctx, nil
}

package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
)

// stoppable serves pro-tiny until stop is called, which returns when the server has begun
// to stop.
func stoppable(t *testing.T, grace time.Duration) (web, calls string, stop func(), done chan error) {
	t.Helper()
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC, cfg.Grace = "127.0.0.1:0", "127.0.0.1:0", grace
	var err error
	if cfg.Models, err = bot.ParseAll([]string{shipped + "/pro-tiny.onnx"}); err != nil {
		t.Fatal(err)
	}
	ready := make(chan [2]string, 1)
	cfg.Ready = func(web, calls string) { ready <- [2]string{web, calls} }
	ctx, cancel := context.WithCancel(t.Context())
	done = make(chan error, 1)
	go func() { done <- serve.Run(ctx, cfg) }()
	at := <-ready
	return at[0], at[1], func() {
		cancel()
		for _, address := range at {
			for {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					break // nobody listens any more
				}
				conn.Close()
			}
		}
	}, done
}

// acceptedHTTP begins a request whose body is still to come. The server has begun to read it.
func acceptedHTTP(t *testing.T, web string) (body *io.PipeWriter, answered chan string) {
	t.Helper()
	reads, writes := io.Pipe()
	began := make(chan struct{})
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(began) }})
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+web+"/v2/models/pro-tiny/infer", reads)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Expect", "100-continue")
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Hour}}
	answered = make(chan string, 1)
	go func() {
		answer, err := client.Do(r)
		if err != nil {
			answered <- err.Error()
			return
		}
		answer.Body.Close()
		answered <- answer.Status
	}()
	<-began
	return writes, answered
}

// acceptedCall begins a call whose request is still to come. The server has seen its
// headers, since it has answered a later call of the same connection.
func acceptedCall(t *testing.T, calls string) grpc.ClientStream {
	t.Helper()
	conn, err := grpc.NewClient(calls, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	stream, err := conn.NewStream(t.Context(), &grpc.StreamDesc{ClientStreams: true}, oippb.GRPCInferenceService_ModelInfer_FullMethodName)
	if err == nil {
		_, err = oippb.NewGRPCInferenceServiceClient(conn).ServerReady(t.Context(), &oippb.ServerReadyRequest{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

func TestWhatWasAcceptedIsAnsweredAfterTheEnd(t *testing.T) {
	web, calls, stop, done := stoppable(t, time.Minute)
	body, answered := acceptedHTTP(t, web)
	stream := acceptedCall(t, calls)
	stop()
	if _, err := io.Copy(body, strings.NewReader(`{"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`)); err != nil {
		t.Fatal(err)
	}
	body.Close()
	if status := <-answered; status != "200 OK" {
		t.Errorf("HTTP: %s, want 200 OK", status)
	}
	err := stream.SendMsg(&oippb.ModelInferRequest{ModelName: "pro-tiny", RawInputContents: [][]byte{{1}},
		Inputs: []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: "UINT8", Shape: []int64{1, 1}}}})
	if err == nil {
		err = stream.CloseSend()
	}
	var answer oippb.ModelInferResponse
	if err == nil {
		err = stream.RecvMsg(&answer)
	}
	if err != nil || len(answer.Outputs) == 0 {
		t.Errorf("gRPC: %v with %d outputs, want an answer", err, len(answer.Outputs))
	}
	if err := <-done; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func TestARequestThatNeverComesDoesNotHoldTheEnd(t *testing.T) {
	web, calls, stop, done := stoppable(t, time.Millisecond)
	body, answered := acceptedHTTP(t, web)
	stream := acceptedCall(t, calls)
	stop()
	if err := <-done; err != nil {
		t.Errorf("the server ended with %v", err)
	}
	body.Close()
	if status := <-answered; status == "200 OK" {
		t.Error("HTTP: answered without a request")
	}
	if err := stream.RecvMsg(&oippb.ModelInferResponse{}); err == nil {
		t.Error("gRPC: answered without a request")
	}
}

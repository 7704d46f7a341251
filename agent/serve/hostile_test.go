package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
)

// raw sends bytes to a server and returns the answer's status and body.
func raw(t *testing.T, url, request string) (int, string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

const inferTiny = "POST /v2/models/pro-tiny/infer HTTP/1.1\r\nHost: x\r\n"

func TestHostileBodiesAreRefusedShortly(t *testing.T) {
	web, _ := start(t, func(c *serve.Config) { c.MaxRequest = 1 << 16 }, shipped+"/pro-tiny.onnx")
	body := func(text string) string {
		return fmt.Sprintf("%sConnection: close\r\nContent-Length: %d\r\n\r\n%s", inferTiny, len(text), text)
	}
	zeros := "[" + strings.Repeat("0,", 2*18*32-1) + "0]"
	whole := `{"name": "frames", "datatype": "FP32", "shape": [1, 2, 18, 32], "data": ` + zeros + `}`
	for name, c := range map[string]struct {
		request string
		code    int
		says    string
	}{
		"a chunk of no length":        {inferTiny + "Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n", 400, "the body cannot be read"},
		"a chunk that is cut":         {inferTiny + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "the body cannot be read"},
		"a length that is never sent": {inferTiny + "Content-Length: 99999999999\r\n\r\n", 413, "more than 65536 bytes"},
		"a shape of many dimensions":  {body(`{"inputs": [{"name": "frames", "datatype": "FP32", "shape": [1` + strings.Repeat(",1", 10000) + `], "data": [0]}]}`), 400, "the shape has rank 10001; want 4"},
		"an output many times":        {body(`{"inputs": [` + whole + `], "outputs": [{"name": "logits"}` + strings.Repeat(`, {"name": "logits"}`, 1000) + `]}`), 400, `output \"logits\" is asked for twice`},
		"two outputs alternately":     {body(`{"inputs": [` + whole + `], "outputs": [{"name": "action"}, {"name": "reason"}, {"name": "action"}]}`), 400, `output \"action\" is asked for twice`},
	} {
		code, text := raw(t, web, c.request)
		if code != c.code || !strings.Contains(text, c.says) || len(text) > 400 {
			t.Errorf("%s: %d %.500q; want %d with %q", name, code, text, c.code, c.says)
		}
	}
}

// Calls whose requests never end hold no more memory than a number of the largest requests.
func TestSlowCallsDoNotFillTheMemory(t *testing.T) {
	_, address := start(t, func(c *serve.Config) { c.Queue, c.Batch = 1, 1 }, shipped+"/pro-tiny.onnx")
	slow, end := context.WithCancel(t.Context())
	defer end()
	for range 10 { // of 17 streams at most
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for range 10 {
			if _, err := conn.NewStream(slow, &grpc.StreamDesc{ClientStreams: true}, oippb.GRPCInferenceService_ModelInfer_FullMethodName); err != nil {
				t.Fatal(err)
			}
		}
	}
	client := dial(t, address)
	ask := func() codes.Code {
		_, err := client.ModelInfer(t.Context(), &oippb.ModelInferRequest{ModelName: "pro-tiny"})
		return status.Code(err)
	}
	for ask() != codes.ResourceExhausted { // until the server has read all heads
		if t.Context().Err() != nil {
			t.Fatal("slow calls are never too many")
		}
	}
	end()
	for ask() != codes.InvalidArgument { // an answer of the model's own
		if t.Context().Err() != nil {
			t.Fatal("the server does not recover")
		}
	}
}

// Bodies that arrive slowly hold no more memory than a few of the largest requests.
func TestSlowBodiesDoNotFillTheMemory(t *testing.T) {
	web, _ := start(t, func(c *serve.Config) { c.MaxRequest = 1 << 16 }, shipped+"/pro-tiny.onnx")
	var slow []net.Conn
	for range 16 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(web, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "%sContent-Length: %d\r\n\r\n{", inferTiny, 1<<16); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	ask := func() int {
		code, _ := raw(t, web, inferTiny+"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
		return code
	}
	for ask() != http.StatusTooManyRequests { // until the server has read all heads
		if t.Context().Err() != nil {
			t.Fatal("slow bodies are never too many")
		}
	}
	for _, conn := range slow {
		conn.Close()
	}
	for ask() != http.StatusBadRequest { // an answer of the model's own
		if t.Context().Err() != nil {
			t.Fatal("the server does not recover")
		}
	}
}

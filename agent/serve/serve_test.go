package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/policy/ort"
)

const shipped = "../../models"

// start serves models until the test ends and returns the addresses.
func start(t *testing.T, change func(*serve.Config), specs ...string) (web, calls string) {
	t.Helper()
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC = "127.0.0.1:0", "127.0.0.1:0"
	var err error
	if cfg.Models, err = bot.ParseAll(specs); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&cfg)
	}
	ready := make(chan [2]string, 1)
	cfg.Ready = func(web, calls string) { ready <- [2]string{web, calls} }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve.Run(ctx, cfg) }()
	select {
	case a := <-ready:
		t.Cleanup(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
		return "http://" + a[0], a[1]
	case err := <-done:
		cancel()
		t.Fatal(err)
	}
	return "", ""
}

func dial(t *testing.T, address string) oippb.GRPCInferenceServiceClient {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return oippb.NewGRPCInferenceServiceClient(conn)
}

// local returns a session of a model with an input that is not constant, and its scores.
func local(t *testing.T, path string) (s *ort.Session, scores []float32) {
	t.Helper()
	s, err := ort.Open("", path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i := range s.Input().Floats {
		s.Input().Floats[i] = float32(i%7) / 7
	}
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	return s, slices.Clone(s.Scores())
}

func post(t *testing.T, url, headerLength string, body []byte) (int, http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if headerLength != "" {
		r.Header.Set("Inference-Header-Content-Length", headerLength)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, data
}

func get(t *testing.T, url string, into any) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

type answerJSON struct {
	ModelVersion string `json:"model_version"`
	Outputs      []struct {
		Name string
		Data json.RawMessage
	}
}

func TestScoresAreThoseOfTheModelInEveryForm(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	s, want := local(t, path)
	c := s.Contract()
	web, calls := start(t, nil, path)
	shape, _ := oip.Shape(c.Input, 4)
	raw := oip.AppendFloats(nil, s.Input().Floats)
	url := web + "/v2/models/pro-tiny/infer"
	check := func(form string, got []float32) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: scores %v, want %v", form, got, want)
		}
	}

	data, _ := json.Marshal(map[string]any{"inputs": []any{map[string]any{"name": c.Frames, "datatype": "FP32", "shape": shape, "data": s.Input().Floats}}})
	code, _, body := post(t, url, "", data)
	var a answerJSON
	if err := json.Unmarshal(body, &a); err != nil || code != 200 {
		t.Fatalf("%d %s (%v)", code, body, err)
	}
	var scores []float32
	var actions []string
	if err := json.Unmarshal(a.Outputs[0].Data, &scores); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(a.Outputs[1].Data, &actions); err != nil || len(actions) != 1 || !slices.Contains(c.Classes, actions[0]) {
		t.Errorf("action %s (%v), want one class of %v", a.Outputs[1].Data, err, c.Classes)
	}
	check("JSON", scores)
	if !strings.HasPrefix(s.SHA256(), a.ModelVersion) || len(a.ModelVersion) != 12 {
		t.Errorf("version %q, want the first digits of %s", a.ModelVersion, s.SHA256())
	}

	header, _ := json.Marshal(map[string]any{
		"inputs":  []any{map[string]any{"name": c.Frames, "datatype": "FP32", "shape": shape, "parameters": map[string]any{"binary_data_size": len(raw)}}},
		"outputs": []any{map[string]any{"name": c.Scores, "parameters": map[string]any{"binary_data": true}}},
	})
	code, h, body := post(t, url, strconv.Itoa(len(header)), append(header, raw...))
	n, err := strconv.Atoi(h.Get("Inference-Header-Content-Length"))
	if err != nil || code != 200 {
		t.Fatalf("%d %s (%v)", code, body, err)
	}
	got := make([]float32, len(want))
	if err := oip.ReadFloats(got, "FP32", body[n:]); err != nil {
		t.Fatal(err)
	}
	check("binary", got)

	request := &oippb.ModelInferRequest{ModelName: "pro-tiny", Inputs: []*oippb.ModelInferRequest_InferInputTensor{{
		Name: c.Frames, Datatype: "FP32", Shape: shape, Contents: &oippb.InferTensorContents{Fp32Contents: s.Input().Floats}}}}
	out, err := dial(t, calls).ModelInfer(context.Background(), request)
	if err != nil {
		t.Fatal(err)
	}
	if err := oip.ReadFloats(got, "FP32", out.RawOutputContents[0]); err != nil {
		t.Fatal(err)
	}
	check("gRPC", got)
}

func TestMetadataStatesTheContract(t *testing.T) {
	web, _ := start(t, nil, filepath.Join(shipped, "pro-tiny.onnx")+"?name=it&decode=argmax")
	var m struct {
		Name            string
		Versions        []string
		Inputs, Outputs []struct {
			Name, Datatype string
			Shape          []int64
		}
		Parameters map[string]any
	}
	if code := get(t, web+"/v2/models/it", &m); code != 200 || m.Name != "it" || len(m.Versions) != 1 {
		t.Fatalf("%d %+v", code, m)
	}
	if in := m.Inputs[0]; in.Datatype != "FP32" || in.Shape[0] != -1 || slices.Min(in.Shape[1:]) < 1 {
		t.Errorf("input %+v, want FP32 with only the first dimension dynamic", in)
	}
	if decoder := fmt.Sprint(m.Parameters["kumite.decoder"]); !strings.HasPrefix(decoder, "decode=argmax") {
		t.Errorf("decoder %q, want the contestant's", decoder)
	}
	var health map[string]bool
	for _, what := range []string{"live", "ready"} {
		if code := get(t, web+"/v2/health/"+what, &health); code != 200 || !health[what] {
			t.Errorf("%s: %d %v", what, code, health)
		}
	}
}

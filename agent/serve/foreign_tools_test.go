package serve_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/policy/oip"
)

// tool returns a command that runs a program that set-up builds, with the protocol's
// definition.
func tool(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), filepath.Join("../../.deps/bin", name), append([]string{"--proto", "../../internal/oippb/inference.proto"}, args...)...)
}

// tensorRequest is a request for scores in the JSON of protocol buffers.
func tensorRequest(t *testing.T, path string) (request []byte, scores []float32) {
	t.Helper()
	s, scores := local(t, path)
	shape, _ := oip.Shape(s.Contract().Input, 4)
	request, err := json.Marshal(map[string]any{
		"model_name": strings.TrimSuffix(filepath.Base(path), ".onnx"), "id": "42",
		"inputs":             []any{map[string]any{"name": s.Contract().Frames, "datatype": "FP32", "shape": shape}},
		"raw_input_contents": [][]byte{oip.AppendFloats(nil, s.Input().Floats)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return request, scores
}

func TestGrpcurlGetsTheScoresOfTheModel(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	request, want := tensorRequest(t, path)
	_, calls := start(t, nil, path)
	ask := func(method string) *exec.Cmd {
		return tool(t, "grpcurl", "-plaintext", "-d", "@", calls, "inference.GRPCInferenceService/"+method)
	}
	var answer struct {
		ID                string `json:"id"`
		RawOutputContents [][]byte
	}
	if err := json.Unmarshal(output(t, ask("ModelInfer"), request), &answer); err != nil {
		t.Fatal(err)
	}
	got := make([]float32, len(want))
	if err := oip.ReadFloats(got, oip.FP32, answer.RawOutputContents[0]); err != nil || !slices.Equal(got, want) || answer.ID != "42" {
		t.Errorf("request %s: scores %v (%v), want 42 and %v", answer.ID, got, err, want)
	}
	var health struct{ Ready bool }
	if err := json.Unmarshal(output(t, ask("ServerReady"), []byte("{}")), &health); err != nil || !health.Ready {
		t.Errorf("ready %v (%v), want true", health.Ready, err)
	}
	unknown := ask("ModelMetadata")
	unknown.Stdin = strings.NewReader(`{"name":"other"}`)
	if out, err := unknown.CombinedOutput(); err == nil || !strings.Contains(string(out), "Code: NotFound") {
		t.Errorf("another model: %v %s, want Code: NotFound", err, out)
	}
}

// Requests of ghz are answered or refused with a clear status, and none is lost.
func TestGhzIsAnsweredOrRefused(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	request, _ := tensorRequest(t, path)
	file := filepath.Join(t.TempDir(), "request.json")
	if err := os.WriteFile(file, request, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		queue int
		codes []string
	}{
		"room for all":   {64, []string{"OK"}},
		"a queue of one": {1, []string{"OK", "ResourceExhausted"}},
	} {
		_, calls := start(t, func(c *serve.Config) { c.Queue = test.queue }, path)
		const sent = 400
		var report struct {
			Count                  int
			StatusCodeDistribution map[string]int
		}
		cmd := tool(t, "ghz", "--insecure", "--call", "inference.GRPCInferenceService.ModelInfer", "-D", file,
			"-n", fmt.Sprint(sent), "-c", "16", "--connections", "4", "-O", "json", calls)
		if err := json.Unmarshal(output(t, cmd, nil), &report); err != nil {
			t.Fatal(err)
		}
		all := 0
		for code, n := range report.StatusCodeDistribution {
			if all += n; !slices.Contains(test.codes, code) {
				t.Errorf("%s: %d times %s; want only %v", name, n, code, test.codes)
			}
		}
		if report.Count != sent || all != sent || report.StatusCodeDistribution["OK"] == 0 {
			t.Errorf("%s: %d requests, answers %v; want %d", name, report.Count, report.StatusCodeDistribution, sent)
		}
	}
}

func TestCurlGetsTheScoresOfTheModel(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	s, want := local(t, path)
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cert, key := certificate(t, dir)
	web, _ := start(t, func(c *serve.Config) { c.TokenFile, c.CertFile, c.KeyFile = token, cert, key }, path)
	web = strings.Replace(web, "http:", "https:", 1)
	curl := func(path string, more ...string) *exec.Cmd {
		return exec.CommandContext(t.Context(), "curl", append([]string{"-sS", "--cacert", cert, web + path}, more...)...)
	}
	if out := output(t, curl("/v2/health/ready", "-f"), nil); strings.TrimSpace(string(out)) != `{"ready":true}` {
		t.Errorf("health: %s", out)
	}
	if out := output(t, curl("/v2/models/pro-tiny", "-o", os.DevNull, "-w", "%{http_code}"), nil); string(out) != "401" {
		t.Errorf("without a token: %s, want 401", out)
	}
	shape, _ := oip.Shape(s.Contract().Input, 4)
	raw := oip.AppendFloats(nil, s.Input().Floats)
	header, err := json.Marshal(map[string]any{
		"inputs":  []any{map[string]any{"name": s.Contract().Frames, "datatype": "FP32", "shape": shape, "parameters": map[string]any{"binary_data_size": len(raw)}}},
		"outputs": []any{map[string]any{"name": s.Contract().Scores}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := output(t, curl("/v2/models/pro-tiny/infer", "-f", "-H", "Authorization: Bearer secret", "-H", "Inference-Header-Content-Length: "+strconv.Itoa(len(header)), "--data-binary", "@-"), append(header, raw...))
	var answer struct {
		Outputs []struct{ Data []float32 }
	}
	if err := json.Unmarshal(out, &answer); err != nil || len(answer.Outputs) != 1 || !slices.Equal(answer.Outputs[0].Data, want) {
		t.Errorf("%s (%v), want the scores %v", out, err, want)
	}
}

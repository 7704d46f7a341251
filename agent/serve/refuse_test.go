package serve_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

func TestInvalidRequestsAreRefusedInOneLine(t *testing.T) {
	web, calls := start(t, func(c *serve.Config) { c.MaxRequest, c.Sequences = 1<<16, 0 }, shipped+"/pro-tiny.onnx")
	for name, test := range map[string]struct {
		path, body string
		code       int
		says       string
	}{
		"not JSON":        {"pro-tiny/infer", `{`, 400, "not JSON"},
		"another model":   {"other/infer", `{}`, 404, "no model"},
		"another version": {"pro-tiny/versions/abc/infer", `{"inputs":[{"name":"frames","datatype":"FP32","shape":[1],"data":[1]}]}`, 404, "has version"},
		"no input":        {"pro-tiny/infer", `{"inputs":[]}`, 400, "0 inputs"},
		"another input":   {"pro-tiny/infer", `{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}`, 400, "no such input"},
		"another shape":   {"pro-tiny/infer", `{"inputs":[{"name":"frames","datatype":"FP32","shape":[1,2,3,4],"data":[1]}]}`, 400, "shape"},
		"another type":    {"pro-tiny/infer", `{"inputs":[{"name":"frames","datatype":"INT64","shape":[1],"data":[1]}]}`, 400, "INT64"},
		"no numbers":      {"pro-tiny/infer", `{"inputs":[{"name":"frames","datatype":"FP32","shape":[1],"data":["x"]}]}`, 400, "array of numbers"},
		"a frame's size":  {"pro-tiny/infer", `{"inputs":[{"name":"frame","datatype":"UINT8","shape":[2,2],"data":[1,2,3]}]}`, 400, "3 bytes"},
		"no byte":         {"pro-tiny/infer", `{"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[256]}]}`, 400, "0 to 255"},
		"no sequence":     {"pro-tiny/infer", `{"parameters":{"sequence_id":"a"},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 409, "no sequence"},
		"full":            {"pro-tiny/infer", `{"parameters":{"sequence_id":"a","sequence_start":true},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 429, "(open: 0)"},
		"start as text":   {"pro-tiny/infer", `{"parameters":{"sequence_id":"a","sequence_start":"true"},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 400, "parameter sequence_start: it is neither true nor false"},
		"end as number":   {"pro-tiny/infer", `{"parameters":{"sequence_id":"a","sequence_end":1},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 400, "parameter sequence_end: it is neither true nor false"},
		"a negative seed": {"pro-tiny/infer", `{"parameters":{"sequence_id":"a","sequence_start":true,"seed":-1},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 400, "parameter seed: is -1; want 0 or more"},
		"another output":  {"pro-tiny/infer", `{"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}],"outputs":[{"name":"z"}]}`, 400, "no output"},
		"large":           {"pro-tiny/infer", `{"id":"` + strings.Repeat("x", 1<<16) + `"}`, 413, "65536 bytes"},
	} {
		code, _, body := post(t, web+"/v2/models/"+test.path, "", []byte(test.body))
		var doc struct{ Error string }
		if err := json.Unmarshal(body, &doc); err != nil || code != test.code || !strings.Contains(doc.Error, test.says) || strings.Contains(doc.Error, "\n") {
			t.Errorf("%s: %d %s, want %d and one line with %q", name, code, body, test.code, test.says)
		}
	}
	_, err := dial(t, calls).ModelInfer(context.Background(), &oippb.ModelInferRequest{ModelName: "other"})
	if status.Code(err) != codes.NotFound {
		t.Errorf("gRPC: %v, want NotFound", err)
	}
}

func TestATokenIsRequiredExceptForHealth(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	web, calls := start(t, func(c *serve.Config) { c.TokenFile = file }, shipped+"/pro-tiny.onnx")
	var doc map[string]any
	if code := get(t, web+"/v2/models/pro-tiny", &doc); code != 401 {
		t.Errorf("without a token: %d, want 401", code)
	}
	if code := get(t, web+"/v2/health/ready", &doc); code != 200 {
		t.Errorf("health: %d, want 200", code)
	}
	spec := "oip://" + calls + "/pro-tiny"
	if _, err := bot.Open(spec, bot.Setup{}); err == nil || !strings.Contains(err.Error(), "--server-token-file") {
		t.Errorf("without a token: %v, want how to set it", err)
	}
	b, err := bot.Open(spec, bot.Setup{Server: oip.Access{TokenFile: file}})
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
}

func TestADeadlineThatCannotBeMetIsRefused(t *testing.T) {
	s, _ := local(t, shipped+"/pro-tiny.onnx")
	_, calls := start(t, nil, shipped+"/pro-tiny.onnx")
	shape, _ := oip.Shape(s.Contract().Input, 4)
	r := &oippb.ModelInferRequest{ModelName: "pro-tiny", Inputs: []*oippb.ModelInferRequest_InferInputTensor{{Name: s.Contract().Frames, Datatype: "FP32", Shape: shape}},
		RawInputContents: [][]byte{oip.AppendFloats(nil, s.Input().Floats)}}
	client := dial(t, calls)
	if _, err := client.ModelInfer(context.Background(), r); err != nil { // so that the time of a run is known
		t.Fatal(err)
	}
	r.Parameters = map[string]*oippb.InferParameter{"timeout": {ParameterChoice: &oippb.InferParameter_Int64Param{Int64Param: 1}}}
	if _, err := client.ModelInfer(context.Background(), r); status.Code(err) != codes.ResourceExhausted && status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("a deadline of 1 µs: %v, want it refused", err)
	}
}

// certificate writes a certificate of 127.0.0.1 that signs itself, and its key.
func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kumite's tests"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, of, of, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: signed}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestWithACertificateOnlyTLSIsServed(t *testing.T) {
	cert, key := certificate(t, t.TempDir())
	web, calls := start(t, func(c *serve.Config) { c.CertFile, c.KeyFile = cert, key }, shipped+"/pro-tiny.onnx")
	b, err := bot.Open("oips://"+calls+"/pro-tiny", bot.Setup{Server: oip.Access{CAFile: cert}})
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	impatient := oip.Access{Patience: time.Second}
	if b, err := bot.Open("oip://"+calls+"/pro-tiny", bot.Setup{Server: impatient}); err == nil {
		b.Close()
		t.Error("gRPC without TLS was answered")
	}
	if b, err := bot.Open("oips://"+calls+"/pro-tiny", bot.Setup{Server: impatient}); err == nil {
		b.Close()
		t.Error("the client took a certificate that nobody signs")
	}
	if answer, err := http.Get(web + "/v2/health/live"); err == nil {
		answer.Body.Close()
		if answer.StatusCode != 400 {
			t.Errorf("HTTP without TLS: %s, want 400 Bad Request", answer.Status)
		}
	}
	for what, change := range map[string]func(*serve.Config){
		"a certificate alone":   func(c *serve.Config) { c.CertFile = cert },
		"another file as a key": func(c *serve.Config) { c.CertFile, c.KeyFile = cert, cert },
	} {
		cfg := serve.Default()
		cfg.HTTP, cfg.GRPC = "127.0.0.1:0", ""
		if cfg.Models, err = bot.ParseAll([]string{shipped + "/pro-tiny.onnx"}); err != nil {
			t.Fatal(err)
		}
		change(&cfg)
		if err := serve.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "key") {
			t.Errorf("%s: %v, want an error that names the key", what, err)
		}
	}
}

func TestByDefaultItListensOnThisMachineOnly(t *testing.T) {
	cfg := serve.Default()
	for _, address := range []string{cfg.HTTP, cfg.GRPC} {
		host, _, err := net.SplitHostPort(address)
		if err != nil || !net.ParseIP(host).IsLoopback() {
			t.Errorf("%s (%v), want an address of this machine alone", address, err)
		}
	}
}

func TestALargeCallIsRefused(t *testing.T) {
	_, calls := start(t, func(c *serve.Config) { c.MaxRequest = 1 << 12 }, shipped+"/pro-tiny.onnx")
	_, err := dial(t, calls).ModelInfer(t.Context(), &oippb.ModelInferRequest{ModelName: "pro-tiny", Id: strings.Repeat("x", 1<<12)})
	if status.Code(err) != codes.ResourceExhausted || !strings.Contains(err.Error(), "larger than max") {
		t.Errorf("%v, want RESOURCE_EXHAUSTED for its size", err)
	}
}

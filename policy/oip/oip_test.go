package oip_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
)

// foreign is a server that states tensors and no contract, and scores with the input's
// first two elements.
type foreign struct {
	oippb.UnimplementedGRPCInferenceServiceServer
	shape   []int64
	version string
	states  map[string]string // parameters of the metadata
	more    int               // outputs of the metadata
}

func (f *foreign) ModelMetadata(context.Context, *oippb.ModelMetadataRequest) (*oippb.ModelMetadataResponse, error) {
	parameters := map[string]*oippb.InferParameter{}
	for key, value := range f.states {
		parameters[key] = oip.Text(value)
	}
	m := &oippb.ModelMetadataResponse{Name: "m", Versions: []string{f.version}, Platform: "test", Parameters: parameters,
		Inputs:  []*oippb.ModelMetadataResponse_TensorMetadata{{Name: "x", Datatype: "FP32", Shape: f.shape}},
		Outputs: []*oippb.ModelMetadataResponse_TensorMetadata{{Name: "y", Datatype: "FP32", Shape: []int64{-1, 2}}}}
	m.Outputs = append(m.Outputs, slices.Repeat([]*oippb.ModelMetadataResponse_TensorMetadata{{}}, f.more)...)
	return m, nil
}

func (f *foreign) ModelInfer(_ context.Context, r *oippb.ModelInferRequest) (*oippb.ModelInferResponse, error) {
	in := make([]float32, len(r.RawInputContents[0])/4)
	if err := oip.ReadFloats(in, r.Inputs[0].Datatype, r.RawInputContents[0]); err != nil {
		return nil, err
	}
	return &oippb.ModelInferResponse{ModelName: "m", ModelVersion: f.version, Outputs: []*oippb.ModelInferResponse_InferOutputTensor{
		{Name: "y", Datatype: "FP32", Shape: []int64{1, 2}, Contents: &oippb.InferTensorContents{Fp32Contents: in[:2]}}}}, nil
}

func (f *foreign) start(t *testing.T) (host string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer()
	oippb.RegisterGRPCInferenceServiceServer(s, f)
	go s.Serve(l)
	t.Cleanup(s.Stop)
	return l.Addr().String()
}

func sidecar(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "m.json")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

const twoClasses = `{"kumite.version":1,"kumite.classes":["no_action","poke"],"kumite.input":{"width":4,"height":3}}`

func TestAForeignServerIsReadWithASidecar(t *testing.T) {
	f := &foreign{shape: []int64{-1, 1, 3, 4}, version: "1"}
	a := oip.Address{Host: f.start(t), Model: "m", Sidecar: sidecar(t, twoClasses)}
	s, err := oip.Open(a, oip.Access{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	in := s.Input()
	if len(in.Floats) != 12 {
		t.Fatalf("input of %d elements, want 12", len(in.Floats))
	}
	in.Floats[0], in.Floats[1] = 2, -3
	if err := s.RunWithinCPU(0); err != nil || s.Scores()[0] != 2 || s.Scores()[1] != -3 {
		t.Errorf("scores %v (%v), want 2 and −3", s.Scores(), err)
	}
	f.version = "2"
	if err := s.RunWithinCPU(0); !errors.Is(err, policy.ErrLost) {
		t.Errorf("another version answers: %v, want the server to be lost", err)
	}
}

func TestWhatTheServerStatesIsComparedWithTheSidecar(t *testing.T) {
	host := (&foreign{shape: []int64{-1, 1, 3, 4}, version: "1"}).start(t)
	for name, test := range map[string]struct{ sidecar, says string }{
		"no sidecar":    {"", "?sidecar="},
		"another size":  {`{"kumite.version":1,"kumite.classes":["no_action","poke"],"kumite.input":{"width":5,"height":3}}`, "width"},
		"other classes": {`{"kumite.version":1,"kumite.classes":["no_action","poke","lunge"],"kumite.input":{"width":4,"height":3}}`, "2 scores"},
	} {
		a := oip.Address{Host: host, Model: "m"}
		if test.sidecar != "" {
			a.Sidecar = sidecar(t, test.sidecar)
		}
		if _, err := oip.Open(a, oip.Access{}, nil); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want an error with %q", name, err, test.says)
		}
	}
}

func TestAServerThatDoesNotAnswerIsLost(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = oip.Open(oip.Address{Host: l.Addr().String(), Model: "m"}, oip.Access{Patience: 50 * time.Millisecond}, nil)
	if !errors.Is(err, policy.ErrLost) || !strings.Contains(err.Error(), "50ms") {
		t.Errorf("%v, want the server to be lost after 50ms", err)
	}
}

// A server that a contestant string names may be anything.
func TestAnswersThatAreNotThoseOfAServerAreRefusedInPlainWords(t *testing.T) {
	const settings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	for name, c := range map[string]struct{ sends, says string }{
		"HTTP/1":        {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "it does not answer as a gRPC server does"},
		"another frame": {"\x00\x00\x08\x06\x00\x00\x00\x00\x0012345678", "it does not answer as a gRPC server does"},
		"a huge frame":  {settings + "\xff\xff\xff\x00\x00\x00\x00\x00\x01", "it does not answer as a gRPC server does"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					io.WriteString(conn, c.sends) // the client may close first
					io.Copy(io.Discard, conn)
					conn.Close()
				}
			}()
			_, err = oip.Open(oip.Address{Host: l.Addr().String(), Model: "m"}, oip.Access{}, nil)
			if err == nil || !strings.Contains(err.Error(), c.says) || !errors.Is(err, policy.ErrLost) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestMetadataOfAMillionTensorsIsRefused(t *testing.T) {
	f := &foreign{shape: []int64{-1, 1, 3, 4}, more: 1 << 20}
	_, err := oip.Open(oip.Address{Host: f.start(t), Model: "m", Sidecar: sidecar(t, twoClasses)}, oip.Access{}, nil)
	if err == nil || !strings.Contains(err.Error(), "it sends a message of more than 1048576 bytes") {
		t.Errorf("got %v, want it refused for its size", err)
	}
}

func TestAddressesAreParsed(t *testing.T) {
	for text, want := range map[string]oip.Address{
		"oip://localhost/pro-ce":    {Host: "localhost:8001", Model: "pro-ce"},
		"oips://10.0.0.1:9000/m.v2": {Host: "10.0.0.1:9000", Model: "m.v2", TLS: true},
		"oip://[::1]/m":             {Host: "[::1]:8001", Model: "m"},
		"oip://[::1]:7/m":           {Host: "[::1]:7", Model: "m"},
	} {
		got, err := oip.Parse(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v (%v), want %+v", text, got, err, want)
		}
		if again, err := oip.Parse(got.String()); err != nil || again != got {
			t.Errorf("%s is written %s, which is %+v (%v)", text, got, again, err)
		}
	}
	for _, text := range []string{"oip://", "oip:///m", "oip://host", "oip://host/", "oip://host/a/b", "oip://a@b/m", "oip://::1/m", "http://host/m"} {
		if got, err := oip.Parse(text); err == nil || !strings.Contains(err.Error(), "want oip") {
			t.Errorf("%s: %+v (%v), want an error that says the form", text, got, err)
		}
	}
}

func TestShapesAreBounded(t *testing.T) {
	if n, err := oip.Elements([]int64{2, 3, 4}, 24); n != 24 || err != nil {
		t.Errorf("%d (%v), want 24", n, err)
	}
	for _, shape := range [][]int64{{2, 3, 5}, {-1, 3}, {0}, {1 << 62, 4}} {
		if n, err := oip.Elements(shape, 24); err == nil {
			t.Errorf("%v: %d, want an error", shape, n)
		}
	}
}

func TestAHashThatIsNoneIsRefused(t *testing.T) {
	contract := map[string]string{"kumite.version": "1", "kumite.classes": `["no_action","poke"]`, "kumite.input": `{"width":4,"height":3}`}
	good := strings.Repeat("0123456789abcdef", 4)
	for what, c := range map[string]struct {
		hash string
		ok   bool
	}{
		"a hash":       {good, true},
		"500 KB":       {strings.Repeat("a", 500<<10), false},
		"a terminal's": {"\x1b[31m" + good[5:], false},
		"upper case":   {strings.ToUpper(good), false},
		"too short":    {good[:62], false},
	} {
		f := &foreign{shape: []int64{-1, 1, 3, 4}, version: "1", states: maps.Clone(contract)}
		f.states[oip.HashKey] = c.hash
		s, err := oip.Open(oip.Address{Host: f.start(t), Model: "m"}, oip.Access{}, nil)
		if c.ok {
			if err != nil || s.SHA256() != good {
				t.Errorf("%s: %v; want it taken", what, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), "want 64 hexadecimal digits") || len(err.Error()) > 300 {
			t.Errorf("%s: %.300v; want a refusal", what, err)
		}
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

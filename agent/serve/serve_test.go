package serve_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
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

// The same match, with the model here and served.
func TestAServedModelPlaysTheMatchOfTheSameModelHere(t *testing.T) {
	for _, file := range []string{shipped + "/pro-tiny.onnx", shipped + "/pro-rgb.onnx", "../../policy/ort/testdata/recurrent.onnx"} {
		_, calls := start(t, nil, file)
		name := strings.TrimSuffix(filepath.Base(file), ".onnx")
		var hashes [2]uint64
		for i, spec := range []string{file, "oip://" + calls + "/" + name} {
			hashes[i] = play(t, spec)
		}
		if hashes[0] != hashes[1] {
			t.Errorf("%s: the match ends in %016x, served in %016x; want the same", file, hashes[0], hashes[1])
		}
	}
}

func play(t *testing.T, spec string) uint64 {
	t.Helper()
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 3}
	var players [2]duel.Controller
	for side, spec := range []string{spec, "script:pro"} {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.Start(cfg.Seed, sim.Side(side)); err != nil {
			t.Fatal(err)
		}
		players[side] = b
	}
	r, err := duel.Play(context.Background(), cfg, players, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

// Frames of a sequence are decided on as by the agent, which stacks them itself.
func TestASequenceDecidesAsAnAgent(t *testing.T) {
	spec := shipped + "/pro-tiny.onnx"
	b, err := bot.Open(spec, bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	_, calls := start(t, nil, spec)
	client := dial(t, calls)
	b.Model().Agent.Reset()
	presses := 0
	err = bot.WatchPros(1, func(w *sim.World) bool {
		if w.Tick%agent.PeriodTicks != 0 {
			return true
		}
		frame := raster.NewFrame()
		raster.Draw(frame, w, sim.Left)
		k, err := b.Model().Agent.Decide(w.Tick, still{frame})
		if err != nil {
			t.Fatal(err)
		}
		r := &oippb.ModelInferRequest{ModelName: "pro-tiny", Parameters: map[string]*oippb.InferParameter{
			oip.SequenceID: oip.Text("one"), oip.SequenceStart: oip.Bool(w.Tick == 0)},
			Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: "UINT8", Shape: []int64{raster.Height, raster.Width, 3}}},
			RawInputContents: [][]byte{rgb(frame)}}
		out, err := client.ModelInfer(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if k != sim.None {
			presses++
		}
		text := out.RawOutputContents[1]
		if got := string(text[4:]); int(binary.LittleEndian.Uint32(text)) != len(got) || got != b.Model().Agent.Last().Name() {
			t.Fatalf("tick %d: served %q, the agent decides %q", w.Tick, got, b.Model().Agent.Last().Name())
		}
		if p := math.Float64frombits(binary.LittleEndian.Uint64(out.RawOutputContents[2])); p != b.Model().Agent.Last().PAct {
			t.Fatalf("tick %d: p_act %v, the agent's is %v", w.Tick, p, b.Model().Agent.Last().PAct)
		}
		return true
	})
	if err != nil || presses == 0 {
		t.Fatalf("%d presses (%v), want some", presses, err)
	}
}

type still struct{ frame *image.Paletted }

func (s still) Grab(dst *image.Paletted) error {
	copy(dst.Pix, s.frame.Pix)
	return nil
}

func rgb(frame *image.Paletted) (pix []byte) {
	for _, i := range frame.Pix {
		r, g, b, _ := frame.Palette[i].RGBA()
		pix = append(pix, byte(r>>8), byte(g>>8), byte(b>>8))
	}
	return pix
}

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
		"full":            {"pro-tiny/infer", `{"parameters":{"sequence_id":"a","sequence_start":true},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, 429, "0 sequences"},
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

func TestAChangedFileReplacesTheVersionAndABrokenOneDoesNot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "m.onnx")
	put := func(from string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(file+".part", data, 0o644)
		}
		if err == nil {
			err = os.Rename(file+".part", file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(shipped + "/pro-tiny.onnx")
	events := make(chan serve.Event, 8)
	next := func() serve.Event {
		t.Helper()
		select {
		case e := <-events:
			return e
		case <-time.After(time.Minute): // only so that a failure does not hang
			t.Fatal("nothing was reported")
		}
		return serve.Event{}
	}
	_, calls := start(t, func(c *serve.Config) { c.Event = func(e serve.Event) { events <- e } }, file)
	first := next()
	b, err := bot.Open("oip://"+calls+"/m", bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	put("../../policy/ort/testdata/nan.onnx")
	if e := next(); e.Err == nil {
		t.Errorf("a broken file: %+v, want an error", e)
	}
	if err := b.Model().Session.Try("a zero frame"); err != nil {
		t.Errorf("after a broken file: %v, want the old version", err)
	}
	put(shipped + "/pro-still.onnx")
	if e := next(); e.Err != nil || e.Version == first.Version {
		t.Errorf("another model: %+v, want another version than %s", e, first.Version)
	}
	err = b.Model().Session.Try("a zero frame")
	var failure *bot.Failure
	if !errors.As(err, &failure) || failure.Kind != bot.ServerLost || !strings.Contains(err.Error(), "has version") {
		t.Errorf("a client of the first version: %v, want it to be lost", err)
	}
}

func TestALostServerIsAFailureOfItsKind(t *testing.T) {
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC = "", "127.0.0.1:0"
	cfg.Models, _ = bot.ParseAll([]string{shipped + "/pro-tiny.onnx"})
	ready := make(chan string, 1)
	cfg.Ready = func(_, calls string) { ready <- calls }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve.Run(ctx, cfg) }()
	calls := <-ready
	b, err := bot.Open("oip://"+calls+"/pro-tiny", bot.Setup{Server: oip.Access{Patience: 3 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	err = b.Model().Session.RunWithinCPU(time.Second)
	if f, ok := err.(*bot.Failure); !ok || f.Kind != bot.ServerLost {
		t.Errorf("%v, want a failure of kind %q", err, bot.ServerLost)
	}
	if _, err := bot.Open("oip://"+calls+"/pro-tiny", bot.Setup{}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("opened without a server: %v, want the connection refused", err)
	}
}

// The logs were bright and the frames are black.
func TestASequenceIsComparedWithTheReferenceOfItsModel(t *testing.T) {
	dir := t.TempDir()
	model := filepath.Join(dir, "m.onnx")
	data, err := os.ReadFile(filepath.Join(shipped, "pro-tiny.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(model, data, 0o644); err != nil {
		t.Fatal(err)
	}
	bright := make([]drift.Recording, 2) // the logs had bright inputs
	for i := range bright {
		for k := range 1000 {
			bright[i].Samples = append(bright[i].Samples, drift.Sample{Values: [4]float64{0.9 + float64(k)/1e4, 0.1, 0.99, 0.01}})
		}
	}
	ref := drift.Collect(1, bright)
	write := func(ref *drift.Reference) {
		text, err := json.Marshal(map[string]any{"kumite.reference": ref})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(model+".json", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(ref)
	verdicts := make(chan serve.Drift, 10)
	_, calls := start(t, func(cfg *serve.Config) { cfg.Drifted = func(d serve.Drift) { verdicts <- d } }, model)
	client := dial(t, calls)
	frame := raster.NewFrame() // black
	for i := range drift.Window {
		in := &oippb.ModelInferRequest{
			ModelName: "m", Parameters: map[string]*oippb.InferParameter{oip.SequenceID: oip.Text("a"), oip.SequenceStart: oip.Bool(i == 0)},
			Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: oip.UINT8, Shape: []int64{int64(frame.Rect.Dy()), int64(frame.Rect.Dx()), 3}}},
			RawInputContents: [][]byte{rgb(frame)},
		}
		if _, err := client.ModelInfer(context.Background(), in); err != nil {
			t.Fatal(err)
		}
	}
	if d := <-verdicts; d.Model != "m" || len(d.Version) != 12 || d.Began != drift.InputMean {
		t.Errorf("model %q, version %q: an episode of %q began (%s), want m, its version and %s", d.Model, d.Version, d.Began, d.Detail, drift.InputMean)
	}
	size := 2 * 18 * 32
	for range drift.Window {
		in := &oippb.ModelInferRequest{
			ModelName: "m", Outputs: []*oippb.ModelInferRequest_InferRequestedOutputTensor{{Name: "logits"}},
			Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: "frames", Datatype: oip.FP32, Shape: []int64{1, 2, 18, 32}}},
			RawInputContents: [][]byte{make([]byte, 4*size)},
		}
		if _, err := client.ModelInfer(context.Background(), in); err != nil {
			t.Fatal(err)
		}
	}
	if d := <-verdicts; d.Reason != drift.InputMean || d.Seen != 0 {
		t.Errorf("inputs without a sequence: reason %q with %d openings, want %s without any", d.Reason, d.Seen, drift.InputMean)
	}
	ref.Every = -1
	write(ref)
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC, cfg.Drifted = "127.0.0.1:0", "", func(serve.Drift) {}
	if cfg.Models, err = bot.ParseAll([]string{model}); err != nil {
		t.Fatal(err)
	}
	if err := serve.Run(context.Background(), cfg); err == nil || !strings.Contains(err.Error(), "kumite.reference") || !strings.Contains(err.Error(), "every is -1") {
		t.Errorf("a reference out of bounds: %v, want a refusal that names it", err)
	}
}

package serve_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/sim/raster"
)

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
	d := <-verdicts
	drifting := d.Version
	if d.Model != "m" || len(d.Version) != 12 || d.Began != drift.InputMean {
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
	ref.Every = 2 // another version; the episode ends with the sequence on the old one
	write(ref)
	end := &oippb.ModelInferRequest{
		ModelName: "m", Parameters: map[string]*oippb.InferParameter{oip.SequenceID: oip.Text("a"), oip.SequenceEnd: oip.Bool(true)},
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: oip.UINT8, Shape: []int64{int64(frame.Rect.Dy()), int64(frame.Rect.Dx()), 3}}},
		RawInputContents: [][]byte{rgb(frame)},
	}
	if _, err := client.ModelInfer(context.Background(), end); err != nil {
		t.Fatal(err)
	}
	if d := <-verdicts; d.Version != drifting || d.Ended != drift.InputMean || d.Reason != "" {
		t.Errorf("version %s is replaced: the verdict on %s is %+v, want that its episode ends", drifting, d.Version, d.Verdict)
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

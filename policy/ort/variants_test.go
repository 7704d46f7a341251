package ort

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/policy"
)

// newestOpset is the newest version of ONNX's own operators that ONNX Runtime 1.30
// supports.
const newestOpset = 26

// variant is a model file that keeps the contract.
type variant struct {
	name    string
	model   forge
	sidecar string
	also    func(t *testing.T, dir string, s *Session) // additional checks
}

func with(change func(m *forge)) forge {
	m := newForge()
	change(&m)
	return m
}

// sized returns a model with an input shape; rows is its second dimension.
func sized(rows int, shape ...any) forge {
	return with(func(m *forge) { m.shape, m.rows = shape, rows })
}

func variants() []variant {
	all := []variant{
		{name: "NCHW, grey, N dynamic", model: newForge()},
		{name: "N is 1", model: sized(1, 1, 1, 2, 4)},
		{name: "NHWC stated", model: sized(2, "N", 2, 4, 1).set("kumite.input", `{"layout":"NHWC"}`)},
		{name: "NHWC guessed", model: sized(45, "N", 45, 80, 1)},
		{name: "NCHW, rgb", model: sized(3, "N", 3, 2, 4)},
		{name: "NHWC, rgb", model: sized(45, "N", 45, 80, 3)},
		{name: "grey, four frames", model: sized(4, "N", 4, 2, 4).set("kumite.input", `{"stack":4}`)},
		{name: "rgb, two frames, NHWC", model: sized(2, 1, 2, 4, 6).set("kumite.input", `{"stack":2,"color":"rgb","layout":"NHWC"}`)},
		{name: "uint8, grey", model: with(func(m *forge) { m.element = typeUint8 })},
		{name: "uint8, rgb, NHWC", model: with(func(m *forge) {
			m.element, m.shape, m.rows = typeUint8, []any{"N", 45, 80, 3}, 45
		})},
		{name: "float16 input", model: with(func(m *forge) { m.element = typeFloat16 })},
		{name: "float16 output", model: with(func(m *forge) { m.outElement = typeFloat16 })},
		{name: "float16 both", model: with(func(m *forge) { m.element, m.outElement = typeFloat16, typeFloat16 })},
		{name: "height and width dynamic", model: sized(1, "N", 1, "H", "W").set("kumite.input", `{"width":40,"height":23}`)},
		{name: "everything dynamic", model: with(func(m *forge) {
			m.shape, m.output = []any{"N", "C", "H", "W"}, []any{"N", "K"}
		}).set("kumite.input", `{"width":4,"height":2,"color":"gray"}`)},
		{name: "dynamic without names", model: with(func(m *forge) {
			m.shape, m.output = []any{nil, 1, 2, 4}, []any{nil, nil}
		})},
		{name: "the output's shape is not stated", model: with(func(m *forge) { m.output = nil })},
		{name: "one pixel", model: sized(1, "N", 1, 1, 1)},
		{name: "the whole frame", model: sized(3, "N", 3, 180, 320)},
		{name: "log-probabilities", model: with(func(m *forge) { m.last = "LogSoftmax" }).set("kumite.output", "log_probs")},
		{name: "probabilities", model: with(func(m *forge) { m.last = "Softmax" }).set("kumite.output", "probabilities")},
		{name: "probabilities in float16", model: with(func(m *forge) {
			m.last, m.outElement = "Softmax", typeFloat16
		}).set("kumite.output", "probabilities")},
		{name: "no_action last", model: newForge().set("kumite.classes", names("poke", "fireball", "no_action")), also: noAction(2)},
		{name: "no_action in the middle", model: newForge().set("kumite.classes", names("fireball", "no_action", "poke")), also: noAction(1)},
		{name: "a single skill", model: with(func(m *forge) {
			m.weights, m.output = []float32{1, 2}, []any{"N", 2}
		}).set("kumite.classes", names("lunge", "no_action")), also: noAction(1)},
		{name: "every skill, in another order", model: with(func(m *forge) {
			m.weights, m.output = []float32{1, -1, 2, -2}, []any{"N", 4}
		}).set("kumite.classes", names("fireball", "lunge", "no_action", "poke")), also: noAction(2)},
		{name: "prior, temperature, bias", model: newForge().set("kumite.train_prior", "[0.9,0.05,0.05]",
			"kumite.temperature", "1.5", "kumite.bias", "[0.5,0,-0.5]", "kumite.decoder", "decode=gate&gamma=-2&refractory=5"),
			also: func(t *testing.T, _ string, s *Session) {
				if c := s.Contract(); c.TrainPrior[0] != 0.9 || c.Temperature != 1.5 || c.Bias[2] != -0.5 || c.Decoder != "decode=gate&gamma=-2&refractory=5" {
					t.Errorf("contract is %+v", c)
				}
			}},
		{name: "balanced logits", model: newForge().set("kumite.logit_semantics", "balanced")},
		{name: "scale, mean and std", model: sized(3, "N", 3, 2, 4).set("kumite.input", `{"scale":0.00392,"mean":[0.5,0.4,0.3],"std":[0.2]}`)},
		{name: "a delay of its own", model: newForge().set("kumite.decoder", "decode=argmax&delay=12"), also: func(t *testing.T, _ string, s *Session) {
			if d := s.Contract().DelayTicks; d == nil || *d != 12 {
				t.Errorf("the delay is %v, want 12 ticks", d)
			}
		}},
		{name: "a tuner's record", model: newForge().set("kumite.tuned", `{"objective":"event_f1"}`)},
		{name: "keys of other programs", model: newForge().set("producer", "somebody", "stripes", "7")},
		{name: "all in the sidecar", model: newForge().set("kumite.version", "", "kumite.classes", ""),
			sidecar: `{"kumite.version":1,"kumite.classes":["no_action","poke","fireball"]}`},
		{name: "a sidecar of strings", model: newForge(), sidecar: `{"kumite.version":"1","kumite.temperature":"2","kumite.train_prior":"[0.5,0.25,0.25]"}`,
			also: func(t *testing.T, _ string, s *Session) {
				if c := s.Contract(); c.Temperature != 2 || c.TrainPrior[1] != 0.25 {
					t.Errorf("contract is %+v", c)
				}
			}},
		{name: "a sidecar over the metadata", model: newForge().set("kumite.temperature", "3"), sidecar: `{"kumite.temperature":2}`,
			also: func(t *testing.T, _ string, s *Session) {
				if c := s.Contract(); c.Temperature != 2 {
					t.Errorf("temperature %v, want the sidecar's 2", c.Temperature)
				}
			}},
		{name: "external data beside it", model: with(func(m *forge) { m.external, m.length = "w.bin", "12" })},
		{name: "external data of no stated length", model: with(func(m *forge) { m.external = "w.bin" })},
		{name: "external data in a folder below", model: with(func(m *forge) { m.external = "weights/layer 1.bin" })},
		{name: "weights listed among the inputs", model: with(func(m *forge) { m.listed, m.ir = true, 3 })},
	}
	for opset := uint64(11); opset <= newestOpset; opset++ {
		all = append(all, variant{name: fmt.Sprintf("opset %d", opset), model: with(func(m *forge) { m.opset = opset })})
	}
	return all
}

func noAction(at int) func(*testing.T, string, *Session) {
	return func(t *testing.T, _ string, s *Session) {
		if got := s.Contract().NoAction; got != at {
			t.Errorf("no_action is class %d, want %d", got, at)
		}
	}
}

func TestModelsThatKeepTheContractRun(t *testing.T) {
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			dir := t.TempDir()
			path := v.model.write(t, dir, "m.onnx")
			if v.sidecar != "" {
				put(t, path+".json", []byte(v.sidecar))
			}
			s, err := Open(CPU, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got, want := s.Input().Len(), s.Contract().Input.Len(); got != want {
				t.Fatalf("the input has %d values, want %d", got, want)
			}
			for i := range s.Input().Floats {
				s.Input().Floats[i] = 3
			}
			for i := range s.Input().Bytes {
				s.Input().Bytes[i] = 3
			}
			if err := s.Run(); err != nil {
				t.Fatal(err)
			}
			for i, want := range scoresOf(v.model, s.Contract().Output, 3) {
				if got := float64(s.Scores()[i]); math.Abs(got-want) > 4e-3 {
					t.Errorf("score %d is %v, want %v", i, got, want)
				}
			}
			if v.also != nil {
				v.also(t, dir, s)
			}
		})
	}
	if n := len(variants()); n < 25 {
		t.Errorf("%d variants, want at least 25", n)
	}
}

// scoresOf computes the scores for an input with the given mean.
func scoresOf(m forge, output policy.Output, mean float64) []float64 {
	all := make([]float64, len(m.weights))
	sum := 0.0
	for i, w := range m.weights {
		all[i] = mean * float64(w)
		sum += math.Exp(all[i])
	}
	for i := range all {
		switch output {
		case policy.Probabilities:
			all[i] = math.Exp(all[i]) / sum
		case policy.LogProbs:
			all[i] -= math.Log(sum)
		}
	}
	return all
}

func TestLinksWithinTheFolderAreFollowed(t *testing.T) {
	dir := t.TempDir()
	m := with(func(m *forge) { m.external = "w.bin" })
	path := m.write(t, dir, "m.onnx")
	if err := os.Rename(filepath.Join(dir, "w.bin"), filepath.Join(dir, "w-7.bin")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.onnx")
	for from, to := range map[string]string{"w-7.bin": filepath.Join(dir, "w.bin"), path: link} {
		if err := os.Symlink(from, to); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(CPU, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

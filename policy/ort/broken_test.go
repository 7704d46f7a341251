package ort

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// refused is a file that breaks the contract and the error that Open returns. In
// want, DIR stands for the file's folder.
type refused struct {
	name  string
	model func(t *testing.T, dir string) // creates dir/m.onnx
	want  string
}

// of returns a function that writes a forged model and an optional sidecar.
func of(m forge, sidecar ...string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		path := m.write(t, dir, "m.onnx")
		for _, s := range sidecar {
			put(t, path+".json", []byte(s))
		}
	}
}

// key returns a model that is valid except for one key of its metadata.
func key(name, value string) func(*testing.T, string) { return of(newForge().set(name, value)) }

func raw(data []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) { put(t, filepath.Join(dir, "m.onnx"), data) }
}

func shape(rows int, dims ...any) func(*testing.T, string) { return of(sized(rows, dims...)) }

func broken() []refused {
	nan := float32(math.NaN())
	return append(append(brokenFiles(), brokenBindings()...), []refused{
		{"no metadata at all", of(with(func(m *forge) { m.meta = nil })),
			`kumite.version is missing; set it to 1 in the file's metadata_props or in a sidecar NAME.onnx.json`},
		{"another version", key("kumite.version", "2"),
			`kumite.version is "2"; this program reads version 1`},
		{"an unknown key", key("kumite.clases", "[]"),
			`metadata key "kumite.clases" is unknown; did you mean "kumite.classes"? valid: kumite.version, kumite.classes, kumite.no_action, kumite.aliases, kumite.input, kumite.inputs, kumite.output, kumite.outputs, kumite.state, kumite.train_prior, kumite.logit_semantics, kumite.temperature, kumite.bias, kumite.decoder, kumite.tuned, kumite.reference`},
		{"no classes", key("kumite.classes", ""),
			`kumite.classes is missing; set it to a JSON array of class names, e.g. ["no_action","poke"]`},
		{"classes that are not JSON", key("kumite.classes", "no_action,poke,fireball"),
			`kumite.classes is not a JSON array of names, such as ["no_action","poke"]`},
		{"classes that are not UTF-8", key("kumite.classes", "[\"no_action\",\"poke\",\"p\xff\"]"),
			`kumite.classes is not UTF-8: "[\"no_action\",\"poke\",\"p\xff\"]"; export the model again`},
		{"no no_action", key("kumite.classes", names("poke", "lunge", "fireball")),
			`kumite.classes has no "no_action"; set kumite.no_action to the name of the class that presses nothing`},
		{"only no_action", key("kumite.classes", names("no_action")),
			`kumite.classes has only "no_action"; add the skills that the model scores`},
		{"a class twice", key("kumite.classes", names("no_action", "poke", "poke")),
			`kumite.classes has "poke" twice; name each class once`},
		{"fewer classes than scores", key("kumite.classes", names("no_action", "poke")),
			`output has 3 scores and kumite.classes names 2; make them agree; inputs: frames float32[N,1,2,4]; outputs: scores float32[N,3]`},
		{"more scores than classes, not stated", of(with(func(m *forge) { m.weights, m.output = []float32{1, 2, 3, 4}, []any{"N", "K"} })),
			`on a zero frame: output has 4 scores and kumite.classes names 3; make them agree`},

		{"input of rank 3", of(with(func(m *forge) { m.shape = []any{"N", 2, 4} })),
			`input has rank 3; want [N, C, H, W], [N, H, W, C] or [N, T, C, H, W]; inputs: frames float32[N,2,4]; outputs: scores float32[N,3]`},
		{"input of rank 6", shape(1, "N", 1, 1, 1, 2, 4),
			`input has rank 6; want [N, C, H, W], [N, H, W, C] or [N, T, C, H, W]; inputs: frames float32[N,1,1,1,2,4]; outputs: scores float32[N,3]`},
		{"input without a shape", of(with(func(m *forge) { m.shape = nil })),
			`input has no shape; export it with [N, C, H, W], [N, H, W, C] or [N, T, C, H, W]; inputs: frames float32; outputs: scores float32[N,3]`},
		{"a batch of 8", of(with(func(m *forge) { m.shape, m.output = []any{8, 1, 2, 4}, []any{8, 3} })),
			`input has a fixed batch of 8; export it with N dynamic or 1; inputs: frames float32[8,1,2,4]; outputs: scores float32[8,3]`},
		{"output of rank 1", of(with(func(m *forge) { m.output = []any{3} })),
			`output has rank 1; want 2, [N, K] with one score per class, or [N, 1, K]; inputs: frames float32[N,1,2,4]; outputs: scores float32[3]`},
		{"output of rank 3", of(with(func(m *forge) { m.output = []any{1, 3, 1} })),
			`output has rank 3; want 2, [N, K] with one score per class, or [N, 1, K]; inputs: frames float32[N,1,2,4]; outputs: scores float32[1,3,1]`},
		{"two inputs", of(with(func(m *forge) { m.extraIn = true })),
			`2 inputs have no value: frames, more_frames; one takes the frames, and the others need a constant in kumite.inputs or an output in kumite.state: nothing else can be fed, because the agent sees pixels only; inputs: frames float32[N,1,2,4], more_frames float32[1]; outputs: scores float32[N,3]`},
		{"two outputs", of(with(func(m *forge) { m.extraOut = true })),
			`2 outputs can hold the scores: scores, more; name one in kumite.outputs, e.g. {"scores":"scores"}; inputs: frames float32[N,1,2,4]; outputs: scores float32[N,3], more float32[N,3]`},
		{"a sequence for input", of(with(func(m *forge) { m.sequence = true })),
			`input is not a tensor but a sequence(tensor); want a tensor; inputs: frames sequence(tensor); outputs: scores float32[N,3]`},
		{"input of doubles", of(with(func(m *forge) { m.element = typeDouble })),
			`input is of type float64; want float32, float16 or uint8; inputs: frames float64[N,1,2,4]; outputs: scores float32[N,3]`},
		{"input of integers", of(with(func(m *forge) { m.element = typeInt64 })),
			`input is of type int64; want float32, float16 or uint8; inputs: frames int64[N,1,2,4]; outputs: scores float32[N,3]`},
		{"output of integers", of(with(func(m *forge) { m.outElement = typeInt64 })),
			`output is of type int64; want float32 or float16, the scores before an ArgMax; inputs: frames float32[N,1,2,4]; outputs: scores int64[N,3]`},
		{"output of text", of(with(func(m *forge) { m.outElement = typeString })),
			`output is of type string; want float32 or float16; inputs: frames float32[N,1,2,4]; outputs: scores string[N,3]`},

		{"input that is not JSON", key("kumite.input", "80x45"),
			`kumite.input is not a JSON object, such as {"width":80,"height":45}`},
		{"an unknown key of the input", key("kumite.input", `{"widht":4}`),
			`kumite.input: key "widht" is unknown; its keys are width, height, color, stack, layout, scale, mean, std`},
		{"another width than the graph", key("kumite.input", `{"width":80}`),
			`kumite.input: width is 80 but the graph has 4; inputs: frames float32[N,1,2,4]; outputs: scores float32[N,3]`},
		{"another stack than the graph", key("kumite.input", `{"stack":2,"color":"gray"}`),
			`kumite.input: channels (gray × stack 2) is 2 but the graph has 1; inputs: frames float32[N,1,2,4]; outputs: scores float32[N,3]`},
		{"channels of no colour format", shape(2, "N", 2, 45, 80),
			`kumite.input: the graph has 2 channels, which is neither gray nor rgb × stack 1; state color and stack; inputs: frames float32[N,2,45,80]; outputs: scores float32[N,3]`},
		{"a size that is not stated", shape(1, "N", 1, "H", "W"),
			`kumite.input does not state width, height, and the graph leaves it open; state it; inputs: frames float32[N,1,H,W]; outputs: scores float32[N,3]`},
		{"an unknown colour", key("kumite.input", `{"color":"grey"}`),
			`kumite.input: color "grey" is unknown; want gray or rgb`},
		{"an unknown layout", key("kumite.input", `{"layout":"CHW"}`),
			`kumite.input: layout "CHW" is unknown; want NCHW or NHWC`},
		{"a scale for bytes", of(with(func(m *forge) { m.element = typeUint8 }).set("kumite.input", `{"scale":0.5}`)),
			`kumite.input: input spec: scale is 0.5 for a uint8 model; want 1`},
		{"a std of 0", key("kumite.input", `{"std":[0]}`),
			`kumite.input: input spec: std[0] is 0; want a finite number above 0`},
		{"two means for one channel", key("kumite.input", `{"mean":[0.5,0.5]}`),
			`kumite.input: input spec: mean has 2 values for 1 colour channels; want none, one for all, or one for each`},
		{"a stack that is too deep", of(sized(65, "N", 65, 2, 4).set("kumite.input", `{"stack":65}`)),
			`kumite.input: input spec: stack is 65; want 1 to 64`},

		{"an unknown kind of output", key("kumite.output", "logit"),
			`kumite.output "logit" is unknown; did you mean "logits"? valid: logits, log_probs, probabilities`},
		{"unknown semantics", key("kumite.logit_semantics", "flat"),
			`kumite.logit_semantics "flat" is unknown; valid: natural, balanced`},
		{"a prior of two", key("kumite.train_prior", "[0.5,0.5]"),
			`kumite.train_prior has 2 numbers for 3 classes; give one for each`},
		{"a prior that does not sum to 1", key("kumite.train_prior", "[0.98,0.015,0.006]"),
			`kumite.train_prior sums to 1.001; want 1 ± 1e-6: divide by the sum`},
		{"a share above 1", key("kumite.train_prior", "[1.5,-0.5,0]"),
			`kumite.train_prior of "no_action" is 1.5; want a share from 0 to 1`},
		{"a temperature of 0", key("kumite.temperature", "0"),
			`kumite.temperature 0 is out of range; want 0.001 to 1000`},
		{"a bias for two", key("kumite.bias", "[1,2]"),
			`kumite.bias has 2 numbers for 3 classes; give one for each`},
		{"an unknown decoder", key("kumite.decoder", "decode=gat&gamma=1"),
			`kumite.decoder: decoder "gat" is unknown; did you mean "gate"? valid: argmax, logit_adjust, target_prior, gate, class_threshold, cost, sample, hazard`},
		{"a setting out of bounds", key("kumite.decoder", "decode=gate&gamma=99"),
			`kumite.decoder: setting gamma=99 is out of range; want -50 to 50`},
		{"a decoder without its prior", key("kumite.decoder", "decode=logit_adjust&tau=1"),
			`kumite.decoder: logit_adjust's tau of 1 needs kumite.train_prior, the class prior that the scores carry; add it to the model or set it to 0`},
		{"a prior counted twice", of(newForge().set("kumite.train_prior", "[0.98,0.015,0.005]",
			"kumite.logit_semantics", "balanced", "kumite.decoder", "decode=logit_adjust&tau=1")),
			`kumite.decoder: logit_adjust's tau of 1 counts the prior twice: the model's logits are balanced; set it to 0, or force=true`},
		{"a name in the file", key("kumite.decoder", "decode=argmax&name=best"),
			`kumite.decoder: it sets name=best, which tables give to a contestant; leave it out, or write it in the contestant string`},
		{"a tuner's record that is a list", key("kumite.tuned", "[1]"),
			`kumite.tuned is not a JSON object; write one, or leave it out`},

		{"a truncated sidecar", of(newForge(), `{"kumite.version":1`),
			`sidecar DIR/m.onnx.json: want a JSON object with the keys of the metadata: the JSON ends too early; copy the whole file, or write it again`},
		{"a sidecar with an unknown key", of(newForge(), `{"kumite.decodr":"x"}`),
			`sidecar DIR/m.onnx.json: key "kumite.decodr" is unknown; did you mean "kumite.decoder"? valid: kumite.version, kumite.classes, kumite.no_action, kumite.aliases, kumite.input, kumite.inputs, kumite.output, kumite.outputs, kumite.state, kumite.train_prior, kumite.logit_semantics, kumite.temperature, kumite.bias, kumite.decoder, kumite.tuned, kumite.reference`},
		{"a sidecar with null", of(newForge(), `{"kumite.bias":null}`),
			`sidecar DIR/m.onnx.json: kumite.bias is null; give it a value, or leave the key out`},

		{"an unknown operator", of(with(func(m *forge) { m.times = "Frobnicate" })),
			`the model uses an operator that this runtime lacks (No Op registered for Frobnicate with domain_version of 13); export it with another opset, or without that operator`},
		{"an operator of another domain", of(with(func(m *forge) { m.times, m.domain = "Frobnicate", "my.own" })),
			`the model uses an operator that this runtime lacks (Fatal error: my.own:Frobnicate(-1) is not a registered function/op); export it with another opset, or without that operator`},
		{"a future opset", of(with(func(m *forge) { m.opset = newestOpset + 1 })),
			`its opset is 27 but this runtime supports up to 26; export it with an older one`},
		{"a future file version", of(with(func(m *forge) { m.ir = 99 })),
			`the file format is newer than this runtime supports (Unsupported model IR version: 99, max supported IR version: 13); export the model with an older ONNX`},
		{"an operator on the wrong shapes", of(with(func(m *forge) { m.rows = 7 })),
			`the graph is inconsistent (Node () Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication); export the model again`},
		{"a size that the network does not take", of(sized(2, "N", "H", "W", 1).set("kumite.input", `{"width":80,"height":45,"color":"gray","layout":"NHWC"}`)),
			`on a zero frame: ONNX Runtime: Non-zero status code returned while running MatMul node. Name:'' Status Message: matmul_helper.h:59 Compute MatMul dimension mismatch; the graph's input has a dynamic size: set kumite.input to the size that the network was trained on`},

		{"NaN", of(with(func(m *forge) { m.weights = []float32{1, nan, 2} })),
			`on a zero frame: score of "poke" is NaN; train or export the model again`},
		{"infinite", of(with(func(m *forge) { m.last = "Log" })),
			`on a zero frame: score of "no_action" is -Inf; train or export the model again`},
		{"probabilities that are logits", key("kumite.output", "probabilities"),
			`on a zero frame: probabilities sum to 0, want 1; they look like logits; set kumite.output to "logits"`},
		{"log-probabilities that are probabilities", of(with(func(m *forge) { m.last = "Softmax" }).set("kumite.output", "log_probs")),
			`on a zero frame: log_probs sum to 4.187, want 1; they look like probabilities; set kumite.output to "probabilities"`},
	}...)
}

func TestBrokenModelsAreRefusedInOneLine(t *testing.T) {
	for _, x := range broken() {
		t.Run(x.name, func(t *testing.T) {
			dir := t.TempDir()
			x.model(t, dir)
			path := filepath.Join(dir, "m.onnx")
			s, err := Open(CPU, path, nil)
			if err == nil {
				s.Close()
				t.Fatal("the model is loaded, want an error")
			}
			got, ok := strings.CutPrefix(err.Error(), "load model "+path+": ")
			if !ok {
				t.Errorf("%q does not begin with the file's name", err)
			}
			if got = strings.ReplaceAll(got, dir, "DIR"); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
			if strings.Contains(got, "\n") {
				t.Error("the error has more than one line")
			}
		})
	}
	if n := len(broken()); n < 40 {
		t.Errorf("%d broken files, want at least 40", n)
	}
}

package ort

import (
	"path/filepath"
	"strings"
	"testing"
)

const (
	framesOnly = `frames float32[N,1,2,4]`
	noOther    = `nothing else can be fed, because the agent sees pixels only`
)

// brokenBindings are models whose further inputs and outputs break a rule.
func brokenBindings() []refused {
	b := func(name string, a *assembly, want string) refused { return refused{name, a.broken, want} }
	onlyZipped := func(label bool) *assembly {
		a := zipMapped(newAssembly())
		if label {
			a.op("ArgMax", []string{"product"}, []string{"label"}, integer("axis", 1), integer("keepdims", 0))
			a.out("label", typeInt64, "N")
		}
		return a
	}
	state := func(value string) *assembly { return recurrent(typeFloat, "N", 3).set("kumite.state", value) }
	constant := func(value string, element uint64, shape ...any) *assembly {
		return fed(element, shape...).set("kumite.inputs", value)
	}
	const (
		ofHeads     = `; inputs: ` + framesOnly + `; outputs: value float32[N,1], policy float32[N,3]`
		ofRecurrent = `; inputs: ` + framesOnly + `, h float32[N,3]; outputs: scores float32[N,3], h_next float32[N,3]`
		ofFed       = `; inputs: ` + framesOnly + `, extra float32[]; outputs: scores float32[N,3]`
	)
	return []refused{
		b("several heads", heads(),
			`2 outputs can hold the scores: value, policy; name one in kumite.outputs, e.g. {"scores":"value"}`+ofHeads),
		b("a head of another size", heads().set("kumite.outputs", `{"scores":"value"}`),
			`output has 1 scores and kumite.classes names 3; make them agree`+ofHeads),
		b("a head that does not exist", heads().set("kumite.outputs", `{"scores":"logits"}`),
			`kumite.outputs names "logits", which is not an output`+ofHeads),
		b("a label as scores", classifier(typeInt64).set("kumite.outputs", `{"scores":"label"}`),
			`output is of type int64; want float32 or float16, the scores before an ArgMax; inputs: `+framesOnly+`; outputs: label int64[N], probabilities float32[N,3]`),
		b("an unknown role", heads().set("kumite.outputs", `{"score":"policy"}`),
			`kumite.outputs "score" is unknown; did you mean "scores"? valid: scores`),
		b("outputs that are no object", heads().set("kumite.outputs", `"policy"`),
			`kumite.outputs is not a JSON object such as {"scores":"probabilities"}`),
		b("a sequence of maps", onlyZipped(false),
			`output "zipped" is a sequence of maps, as ZipMap writes it; export the model with zipmap=False; inputs: `+framesOnly+`; outputs: zipped sequence(map)`),
		b("a label and a sequence of maps", onlyZipped(true),
			`output "zipped" is a sequence of maps, as ZipMap writes it; export the model with zipmap=False; inputs: `+framesOnly+`; outputs: zipped sequence(map), label int64[N]`),
		b("a sequence of maps as scores", onlyZipped(true).set("kumite.outputs", `{"scores":"zipped"}`),
			`output "zipped" is a sequence of maps, as ZipMap writes it; export the model with zipmap=False; inputs: `+framesOnly+`; outputs: zipped sequence(map), label int64[N]`),
		b("no scores beside the state", state(`{"h_next":"h","scores":"h"}`),
			`kumite.state: input "h" is fed by "h_next" and "scores"; feed it by one`+ofRecurrent),
		b("no output", newAssembly(),
			`no output can hold the scores; want one of float32 or float16 that is not in kumite.state; inputs: `+framesOnly+`; outputs: none`),

		b("an input without a value", fed(typeFloat),
			`2 inputs have no value: frames, extra; one takes the frames, and the others need a constant in kumite.inputs or an output in kumite.state: `+noOther+ofFed),
		b("a constant for an unknown input", constant(`{"extra":1,"temprature":1}`, typeFloat),
			`kumite.inputs names "temprature", which is not an input`+ofFed),
		b("a number of the game", constant(`{"extra":"opponent_health"}`, typeFloat),
			`kumite.inputs: the value of input "extra" is "opponent_health"; want a number, true or false: `+noOther+ofFed),
		b("a constant list", constant(`{"extra":[1]}`, typeFloat),
			`kumite.inputs: the value of input "extra" is [1]; want a number, true or false: `+noOther+ofFed),
		b("true for a number", constant(`{"extra":true}`, typeFloat),
			`kumite.inputs: input "extra" is float32, not bool; give it a number`+ofFed),
		b("a number for a truth value", constant(`{"extra":0}`, typeBool),
			`kumite.inputs: input "extra" is bool; give it true or false; inputs: `+framesOnly+`, extra bool[]; outputs: scores float32[N,3]`),
		b("a fraction for an integer", constant(`{"extra":0.5}`, typeInt64, 1),
			`kumite.inputs: input "extra" is int64 and its constant 0.5; give it a whole number; inputs: `+framesOnly+`, extra int64[1]; outputs: scores float32[N,3]`),
		b("a constant that is too large", constant(`{"extra":1e300}`, typeFloat),
			`kumite.inputs: input "extra" is float32 and its constant 1e+300; want at most 3.4028234663852886e+38`+ofFed),
		b("a constant for three elements", constant(`{"extra":1}`, typeFloat, 3),
			`kumite.inputs: input "extra" has more than one element; a constant is a scalar or has the shape [1]; inputs: `+framesOnly+`, extra float32[3]; outputs: scores float32[N,3]`),
		b("a constant of text", constant(`{"extra":1}`, typeString),
			`kumite.inputs: input "extra" is string; a constant can be bool, float16, float32, float64, int32, int64; inputs: `+framesOnly+`, extra string[]; outputs: scores float32[N,3]`),
		b("a scalar of half precision", constant(`{"extra":1}`, typeFloat16),
			`kumite.inputs: input "extra" is a float16 scalar; export it as float32, or with the shape [1]; inputs: `+framesOnly+`, extra float16[]; outputs: scores float32[N,3]`),
		b("constants that are no object", constant(`[1]`, typeFloat),
			`kumite.inputs is not a JSON object such as {"temperature":1.0,"training":false}`),
		b("constants that are null", constant(`null`, typeFloat),
			`kumite.inputs is not a JSON object such as {"temperature":1.0,"training":false}`),
		b("no input for the frames", constant(`{"extra":1,"frames":1}`, typeFloat),
			`kumite.inputs: input "frames" has more than one element; a constant is a scalar or has the shape [1]`+ofFed),

		b("state without kumite.state", recurrent(typeFloat, "N", 3).set("kumite.state", `{}`),
			`2 inputs have no value: frames, h; one takes the frames, and the others need a constant in kumite.inputs or an output in kumite.state: `+noOther+ofRecurrent),
		b("state the wrong way round", state(`{"h":"h_next"}`),
			`kumite.state: "h" is not an output; write it as output → input`+ofRecurrent),
		b("state into an unknown input", state(`{"h_next":"h_in"}`),
			`kumite.state: "h_in" is not an input; write it as output → input`+ofRecurrent),
		b("state that is also constant", state(`{"h_next":"h"}`).set("kumite.inputs", `{"h":0}`),
			`input "h" is in kumite.inputs and in kumite.state; leave it out of one`+ofRecurrent),
		b("state of all inputs", state(`{"h_next":"h","scores":"frames"}`),
			`kumite.state: output "scores" and input "frames": ranks 2 and 4 differ; export both with the same shape`+ofRecurrent),
		b("state of two types", classifier(typeInt64).in("h", typeFloat, "N").set("kumite.state", `{"label":"h"}`),
			`kumite.state: output "label" is int64 and input "h" is float32; want one type of float32, float16, float64, int64, int32, uint8, bool for both; inputs: `+framesOnly+`, h float32[N]; outputs: label int64[N], probabilities float32[N,3]`),
		b("state of two sizes", heads().in("h", typeFloat, "N", 3).set("kumite.state", `{"value":"h"}`),
			`kumite.state: output "value" and input "h": dimension 1 is 1 and 3; export both with the same shape; inputs: `+framesOnly+`, h float32[N,3]; outputs: value float32[N,1], policy float32[N,3]`),
		b("state that memory cannot hold", recurrent(typeFloat, 1<<40, 1<<40),
			`kumite.state: output "h_next" and input "h": more than 16777216 elements; export a smaller state; inputs: `+framesOnly+`, h float32[1099511627776,1099511627776]; outputs: scores float32[N,3], h_next float32[1099511627776,1099511627776]`),
		b("scalar state", recurrent(typeFloat),
			`kumite.state: output "h_next" and input "h": a scalar cannot be state; export it with the shape [1]; inputs: `+framesOnly+`, h float32[]; outputs: scores float32[N,3], h_next float32[]`),
		b("state that is no object", state(`["h"]`),
			`kumite.state is not a JSON object such as {"h_out":"h_in"}`),
		b("state that grows", grown(),
			`on a zero frame: output "present" has the shape [1,4], not [1,1]; export it with static dimensions besides the batch, and with a shape that stays the same from run to run`),

		b("a fixed batch with a stack", shaped(typeFloat, 4, 8, 4, 1, 2, 4),
			`input has a fixed batch of 8; export it with N dynamic or 1; inputs: frames float32[8,4,1,2,4]; outputs: product float32[N,3]`),
		b("a fixed batch of scores", newAssembly().out("product", typeFloat, 8, 3),
			`output has a fixed batch of 8; export it with N dynamic or 1; inputs: `+framesOnly+`; outputs: product float32[8,3]`),
		b("a stack with channels last", shaped(typeFloat, 4, "N", 4, 2, 4, 1),
			`input of rank 5 has 2 channels; want 1 or 3, and the order [N, T, C, H, W]; inputs: frames float32[N,4,2,4,1]; outputs: product float32[N,3]`),
		b("a stack with the layout NHWC", shaped(typeFloat, 4, "N", 4, 1, 2, 4).set("kumite.input", `{"layout":"NHWC"}`),
			`kumite.input: layout is NHWC but the graph has an axis for the stack, [N, T, C, H, W]; leave layout out; inputs: frames float32[N,4,1,2,4]; outputs: product float32[N,3]`),
		b("another stack than the axis", shaped(typeFloat, 4, "N", 4, 1, 2, 4).set("kumite.input", `{"stack":2}`),
			`kumite.input: stack is 2 but the graph has 4; inputs: frames float32[N,4,1,2,4]; outputs: product float32[N,3]`),
		b("a stack that nobody states", shaped(typeFloat, 4, "N", "T", 1, 2, 4),
			`kumite.input: stack is not stated, and the graph leaves it open; state it; inputs: frames float32[N,T,1,2,4]; outputs: product float32[N,3]`),
		b("another colour than the axis", shaped(typeFloat, 4, "N", 4, 1, 2, 4).set("kumite.input", `{"color":"rgb"}`),
			`kumite.input: channels (rgb × stack 4) is 12 but the graph has 4; inputs: frames float32[N,4,1,2,4]; outputs: product float32[N,3]`),
		b("scores for each of two frames", newAssembly().out("product", typeFloat, "N", 2, 3),
			`output has rank 3; want 2, [N, K] with one score per class, or [N, 1, K]; inputs: `+framesOnly+`; outputs: product float32[N,2,3]`),
		b("a name with a line break", newAssembly().in("a\nb", typeFloat).out("product", typeFloat, "N", 3),
			`2 inputs have no value: frames, "a\nb"; one takes the frames, and the others need a constant in kumite.inputs or an output in kumite.state: `+noOther+`; inputs: `+framesOnly+`, "a\nb" float32[]; outputs: product float32[N,3]`),
	}
}

// grown has a state that is longer after each run.
func grown() *assembly {
	a := newAssembly().in("past", typeFloat, "N", "T")
	a.op("Concat", []string{"past", "product"}, []string{"present"}, integer("axis", 1))
	a.op("Identity", []string{"product"}, []string{"scores"})
	return a.out("scores", typeFloat, "N", 3).out("present", typeFloat, "N", "T2").set("kumite.state", `{"present":"past"}`)
}

func TestInspectReadsFilesWithBrokenRules(t *testing.T) {
	for _, x := range brokenBindings() {
		dir := t.TempDir()
		x.model(t, dir)
		f, err := Inspect(filepath.Join(dir, "m.onnx"))
		if err != nil || len(f.Graph.Inputs) == 0 || !strings.HasPrefix(f.Graph.String(), "inputs: frames ") {
			t.Errorf("%s: got %v, %v; want the graph's inputs and outputs", x.name, f, err)
		}
	}
}

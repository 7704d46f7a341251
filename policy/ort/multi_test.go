package ort

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/kumite/kumite/policy"
)

// classifier has the outputs of an export of scikit-learn: a label and probabilities.
func classifier(label uint64) *assembly {
	a := newAssembly().set("kumite.output", "probabilities")
	a.op("Softmax", []string{"product"}, []string{"probabilities"})
	a.op("ArgMax", []string{"product"}, []string{"best"}, integer("axis", 1), integer("keepdims", 0))
	a.op("Cast", []string{"best"}, []string{"label"}, integer("to", label))
	return a.out("label", label, "N").out("probabilities", typeFloat, "N", 3)
}

// integer encodes an integer attribute.
func integer(name string, v uint64) []byte { return attribute(name, v) }

// heads has the outputs of an actor-critic network.
func heads() *assembly {
	a := newAssembly()
	a.op("Identity", []string{"product"}, []string{"policy"})
	a.op("ReduceSum", []string{"product"}, []string{"value"}, integer("keepdims", 1))
	return a.out("value", typeFloat, "N", 1).out("policy", typeFloat, "N", 3)
}

// zipMapped adds the output of the operator ZipMap, a sequence of maps.
func zipMapped(a *assembly) *assembly {
	a.domains = append(a.domains, "ai.onnx.ml")
	labels := number(number(number(number(text(nil, attributeName, "classlabels_int64s"), attributeInts, 0), attributeInts, 1), attributeInts, 2), 20, 7)
	a.op("ZipMap", []string{"product"}, []string{"zipped"}, text(nil, 7, "ai.onnx.ml"), submessage(nil, nodeAttribute, labels))
	floats := submessage(nil, typeTensor, submessage(number(nil, tensorTypeElemType, typeFloat), tensorTypeShape, nil))
	mapped := submessage(nil, typeMap, submessage(number(nil, 1, typeInt64), 2, floats))
	sequence := submessage(nil, typeSequence, submessage(nil, sequenceElemType, mapped))
	a.outputs = append(a.outputs, submessage(text(nil, valueName, "zipped"), valueType, sequence))
	return a
}

func TestTheOutputOfTheScoresIsFoundOrNamed(t *testing.T) {
	probabilities := scoresOf(newForge(), policy.Probabilities, 3)
	logits := scoresOf(newForge(), policy.Logits, 3)
	for name, x := range map[string]struct {
		model *assembly
		want  []float64
	}{
		"an integer label is ignored":      {classifier(typeInt64), probabilities},
		"a text label is ignored":          {classifier(typeString), probabilities},
		"probabilities named":              {classifier(typeInt64).set("kumite.outputs", `{"scores":"probabilities"}`), probabilities},
		"policy and value":                 {heads().set("kumite.outputs", `{"scores":"policy"}`), logits},
		"a sequence of maps is ignored":    {zipMapped(newAssembly().op("Identity", []string{"product"}, []string{"scores"}).out("scores", typeFloat, "N", 3)), logits},
		"a single output named":            {newAssembly().out("product", typeFloat, "N", 3).set("kumite.outputs", `{"scores":"product"}`), logits},
		"no role of kumite.outputs is set": {newAssembly().out("product", typeFloat, "N", 3).set("kumite.outputs", `{}`), logits},
	} {
		t.Run(name, func(t *testing.T) { near(t, run(t, x.model.open(t), 3), x.want) })
	}
}

func near(t *testing.T, got []float32, want []float64) {
	t.Helper()
	for i, w := range want {
		if len(got) != len(want) || math.Abs(float64(got[i])-w) > 4e-3*max(1, math.Abs(w)) {
			t.Fatalf("scores are %v, want %v", got, want)
		}
	}
}

// fed adds an input that is added to the scores.
func fed(element uint64, shape ...any) *assembly {
	a := newAssembly().in("extra", element, shape...)
	a.op("Cast", []string{"extra"}, []string{"addend"}, integer("to", typeFloat))
	a.op("Add", []string{"product", "addend"}, []string{"scores"})
	return a.out("scores", typeFloat, "N", 3)
}

func TestConstantsAreFedToFurtherInputs(t *testing.T) {
	for _, x := range []struct {
		element  uint64
		shape    []any
		constant string
		want     float64
	}{
		{typeFloat, []any{}, "0.5", 0.5},
		{typeFloat, []any{1}, "-2", -2},
		{typeFloat, []any{"N", 1}, "1e3", 1000},
		{typeFloat16, []any{1}, "0.25", 0.25},
		{typeDouble, []any{}, "0.125", 0.125},
		{typeInt64, []any{}, "-7", -7},
		{typeInt64, []any{1}, "7", 7},
		{6, []any{1}, "3", 3}, // int32
		{typeBool, []any{}, "true", 1},
		{typeBool, []any{1}, "true", 1},
		{typeBool, []any{}, "false", 0},
	} {
		t.Run(fmt.Sprint(x), func(t *testing.T) {
			s := fed(x.element, x.shape...).set("kumite.inputs", `{"extra":`+x.constant+`}`).open(t)
			for range 2 {
				near(t, run(t, s, 3), []float64{3 + x.want, -3 + x.want, 6 + x.want})
			}
		})
	}
}

// recurrent has a state that sums its input: the scores are the sum over the runs.
func recurrent(element uint64, shape ...any) *assembly {
	a := newAssembly().in("h", element, shape...)
	a.op("Cast", []string{"h"}, []string{"before"}, integer("to", typeFloat))
	a.op("Add", []string{"before", "product"}, []string{"sum"})
	a.op("Cast", []string{"sum"}, []string{"h_next"}, integer("to", element))
	a.integers("rows", -1, 3)
	a.op("Reshape", []string{"sum", "rows"}, []string{"scores"})
	return a.out("scores", typeFloat, "N", 3).out("h_next", element, shape...).set("kumite.state", `{"h_next":"h"}`)
}

// selfFed feeds its scores back.
func selfFed() *assembly {
	a := newAssembly().in("previous", typeFloat, "N", 3)
	a.op("Add", []string{"previous", "product"}, []string{"scores"})
	return a.out("scores", typeFloat, "N", 3).set("kumite.state", `{"scores":"previous"}`, "kumite.outputs", `{"scores":"scores"}`)
}

// counting has two parts of state: a counter of the runs, which is added to the
// scores, and the product of the run before, which is ignored.
func counting() *assembly {
	a := newAssembly().in("runs", typeInt64, 1).in("last", typeFloat, "N", 3)
	a.integers("one", 1)
	a.op("Add", []string{"runs", "one"}, []string{"runs_next"})
	a.op("Cast", []string{"runs_next"}, []string{"addend"}, integer("to", typeFloat))
	a.op("Sub", []string{"last", "last"}, []string{"zero"})
	a.op("Sum", []string{"product", "addend", "zero"}, []string{"scores"})
	a.op("Identity", []string{"product"}, []string{"last_next"})
	return a.out("last_next", typeFloat, "N", 3).out("runs_next", typeInt64, 1).out("scores", typeFloat, "N", 3).
		set("kumite.state", `{"runs_next":"runs","last_next":"last"}`)
}

// recurrentModels are models with state. sum returns the scores of run n, from 1, on
// frames of the value 1.
func recurrentModels() map[string]struct {
	model *assembly
	sum   func(n float64) []float64
} {
	add := func(n float64) []float64 { return []float64{n, -n, 2 * n} }
	type x = struct {
		model *assembly
		sum   func(n float64) []float64
	}
	return map[string]x{
		"float32 [N,3]":         {recurrent(typeFloat, "N", 3), add},
		"float32 [layers,N,3]":  {recurrent(typeFloat, 1, "N", 3), add},
		"float16 [1,3]":         {recurrent(typeFloat16, 1, 3), add},
		"float64 [1,3]":         {recurrent(typeDouble, 1, 3), add},
		"the scores themselves": {selfFed(), add},
		"two parts":             {counting(), func(n float64) []float64 { return []float64{1 + n, -1 + n, 2 + n} }},
	}
}

func TestInputsWithADefaultMayBeFed(t *testing.T) {
	constant := fed(typeFloat, 1)
	constant.floats("extra", []uint64{1}, 100)
	near(t, run(t, constant.open(t), 3), []float64{103, 97, 106})
	near(t, run(t, constant.set("kumite.inputs", `{"extra":1}`).open(t), 3), []float64{4, -2, 7})

	state := recurrent(typeFloat, 1, 3)
	state.floats("h", []uint64{1, 3}, 100, 100, 100)
	s := state.open(t)
	for n := range 3 {
		near(t, run(t, s, 1), []float64{float64(n + 1), -float64(n + 1), 2 * float64(n+1)})
	}
}

func TestStateStartsAtZeroAndIsCarriedFromRunToRun(t *testing.T) {
	for name, x := range recurrentModels() {
		t.Run(name, func(t *testing.T) {
			s := x.model.open(t)
			for match := range 3 {
				for n := range 4 {
					near(t, run(t, s, 1), x.sum(float64(n+1)))
				}
				if match > 0 {
					s.Reset()
					s.Reset()
					continue
				}
				s.Reset()
			}
		})
	}
}

func TestAWarmUpLeavesTheStateAsItIs(t *testing.T) {
	for name, x := range recurrentModels() {
		t.Run(name, func(t *testing.T) {
			s := x.model.open(t)
			run(t, s, 1)
			for range 3 {
				if err := s.Warm(time.Minute); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Warm(0); !errors.Is(err, policy.ErrHung) {
				t.Errorf("a warm-up without time gives %v, want %v", err, policy.ErrHung)
			}
			if err := s.RunWithin(0); !errors.Is(err, policy.ErrHung) {
				t.Errorf("a run without time gives %v, want %v", err, policy.ErrHung)
			}
			near(t, run(t, s, 1), x.sum(2))
		})
	}
}

func TestSessionsDoNotShareTheirState(t *testing.T) {
	a, b := recurrent(typeFloat, "N", 3).open(t), recurrent(typeFloat, "N", 3).open(t)
	run(t, a, 1)
	run(t, a, 1)
	near(t, run(t, b, 1), []float64{1, -1, 2})
	near(t, run(t, a, 1), []float64{3, -3, 6})
}

func TestRunsWithFurtherInputsAndOutputsAllocateNothing(t *testing.T) {
	for name, a := range map[string]*assembly{
		"label and probabilities": classifier(typeInt64),
		"constant":                fed(typeFloat).set("kumite.inputs", `{"extra":1}`),
		"state":                   recurrent(typeFloat, 1, "N", 3),
		"state in float16":        recurrent(typeFloat16, 1, "N", 3),
	} {
		s := a.open(t)
		if n := testing.AllocsPerRun(100, func() {
			s.Reset()
			if err := errors.Join(s.Run(), s.Warm(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: a run allocates %v times, want 0", name, n)
		}
	}
}

func TestTheCostOfARecurrentModelIsCounted(t *testing.T) {
	a := newAssembly().in("h", typeFloat, 1, 3)
	a.floats("w", []uint64{3, 3}, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	a.op("MatMul", []string{"h", "w"}, []string{"mixed"})
	a.op("Add", []string{"mixed", "product"}, []string{"h_next"})
	a.op("Identity", []string{"h_next"}, []string{"scores"})
	a.out("scores", typeFloat, "N", 3).out("h_next", typeFloat, 1, 3).set("kumite.state", `{"h_next":"h"}`)
	dir := t.TempDir()
	a.broken(t, dir)
	f, err := Inspect(dir + "/m.onnx")
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(2 * (3 + 9)); f.FLOPs != want || len(f.Uncounted) > 0 {
		t.Errorf("%d FLOPs and %v uncounted, want %d and none", f.FLOPs, f.Uncounted, want)
	}
}

package ort

import (
	"slices"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
)

// randomOperators draw random numbers in every run, also with a seed: each run
// continues the stream of the one before it.
var randomOperators = []string{
	"Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Sampling",
}

// trainingInputs are the operators that draw random numbers in training mode, and
// the index of the input that turns it on.
var trainingInputs = map[string]int{"Dropout": 2, "BitmaskDropout": 2, "BiasDropout": 4, "BitmaskBiasDropout": 4}

// randomness is what a file's nodes, including those of subgraphs and functions, say
// about random numbers.
type randomness struct {
	operators []string        // of randomOperators, sorted
	training  []scoped        // the values that turn training mode on
	bools     map[scoped]bool // constant values
	scope     int             // that is being read
	functions int             // read so far
}

// scoped is the name of a value in a function's body, or in the main graph and its
// subgraphs, which are scope 0.
type scoped struct {
	scope int
	name  string
}

// enter begins a function's scope and returns the function that leaves it.
func (x *randomness) enter() (leave func()) {
	x.functions++
	x.scope = x.functions
	return func() { x.scope = 0 }
}

// addNode records a node.
func (x *randomness) addNode(n *nodeProto) {
	if i, found := slices.BinarySearch(x.operators, n.opType); !found && slices.Contains(randomOperators, n.opType) && n.standard() {
		x.operators = slices.Insert(x.operators, i, n.opType)
	}
	if at, ok := trainingInputs[n.opType]; ok && n.standard() && at < len(n.input) && n.input[at] != "" {
		x.training = append(x.training, scoped{x.scope, n.input[at]})
	}
	if t := n.attr("value").t; n.opType == "Constant" && t != nil && len(n.output) > 0 {
		x.addConstant(n.output[0], t)
	}
}

// addConstant records the value of a tensor of one truth value.
func (x *randomness) addConstant(name string, t *tensorProto) {
	if t.dataType != onnx.TensorElementDataTypeBool || len(t.values) != 1 {
		return
	}
	if x.bools == nil {
		x.bools = map[scoped]bool{}
	}
	// Two values of one name, in two subgraphs, count as true if one of them is.
	at := scoped{x.scope, name}
	x.bools[at] = x.bools[at] || t.values[0] != 0
}

// why returns why two runs of one input may give different scores, or "". It does
// not know training modes that the graph computes.
func (x *randomness) why(constants []policy.Constant) string {
	found := slices.Clone(x.operators)
	for _, at := range x.training {
		on := x.bools[at]
		for _, c := range constants {
			if at == (scoped{0, c.Input}) {
				on = c.Value != 0
			}
		}
		if on {
			found = append(found, "Dropout in training mode")
			break
		}
	}
	if len(found) == 0 {
		return ""
	}
	return "the graph draws random numbers (" + strings.Join(found, ", ") + ")"
}

// standard reports whether the node's operator is one of the runtime's own.
func (n *nodeProto) standard() bool {
	return n.domain == "" || n.domain == "ai.onnx" || n.domain == "com.microsoft"
}

package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Graph lists the inputs and outputs that the file's graph itself states.
type Graph struct {
	Inputs, Outputs []Value
	Folder          string // of the file; see Contract.Folder
}

// Value is one input or output of a graph.
type Value struct {
	Name  string
	Type  string   // element type of a tensor, e.g. "float32"; otherwise e.g. "sequence(map)"
	Shape []int64  // dimensions below 1 are dynamic; nil if the graph states no shape
	Dims  []string // names of the dynamic dimensions, by axis; may be nil

	// Optional says that an input has a default value. Old files list their weights
	// among the inputs.
	Optional bool
}

// IsTensor reports whether the value is a tensor.
func (v Value) IsTensor() bool {
	kind, _, _ := strings.Cut(v.Type, "(")
	return !slices.Contains([]string{"", "sequence", "map", "optional", "sparse_tensor"}, kind)
}

// IsSequenceOfMaps reports whether the value is what the operator ZipMap returns.
func (v Value) IsSequenceOfMaps() bool { return v.Type == "sequence(map)" }

// String formats the value, e.g. "frames float32[N,4,36,64]".
func (v Value) String() string {
	if !v.IsTensor() || v.Shape == nil {
		return printable(v.Name) + " " + v.Type
	}
	dims := make([]string, len(v.Shape))
	for i, d := range v.Shape {
		switch {
		case d > 0:
			dims[i] = strconv.FormatInt(d, 10)
		case i < len(v.Dims) && v.Dims[i] != "":
			dims[i] = printable(v.Dims[i])
		default:
			dims[i] = "?"
		}
	}
	return printable(v.Name) + " " + v.Type + "[" + strings.Join(dims, ",") + "]"
}

// printable quotes a name that would break or hide a part of the line.
func printable(name string) string {
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return name
	}
	return strconv.Quote(name)
}

// String lists the inputs without a default value and the outputs, e.g. "inputs: frames float32[N,4,36,64];
// outputs: label int64[N], probabilities float32[N,9]".
func (g Graph) String() string {
	return "inputs: " + listed(g.Inputs) + "; outputs: " + listed(g.Outputs)
}

// maxListed is the number of values that a list names.
const maxListed = 16

func listed(values []Value) string {
	values = slices.DeleteFunc(slices.Clone(values), func(v Value) bool { return v.Optional })
	if len(values) == 0 {
		return "none"
	}
	var names []string
	for i, v := range values {
		if i == maxListed {
			names = append(names, strconv.Itoa(len(values)-i)+" more")
			break
		}
		names = append(names, v.String())
	}
	return strings.Join(names, ", ")
}

// Input returns an input by name.
func (g Graph) Input(name string) (Value, bool) { return find(g.Inputs, name) }

// Output returns an output by name.
func (g Graph) Output(name string) (Value, bool) { return find(g.Outputs, name) }

func find(values []Value, name string) (Value, bool) {
	i := slices.IndexFunc(values, func(v Value) bool { return v.Name == name })
	if i < 0 {
		return Value{}, false
	}
	return values[i], true
}

package ort

import "slices"

// elementwise are operators whose output has the shape of their largest input.
var elementwise = []string{
	"Relu", "LeakyRelu", "Sigmoid", "Tanh", "Elu", "Selu", "HardSigmoid", "HardSwish", "Softplus", "Clip", "Gelu", "PRelu",
	"BatchNormalization", "InstanceNormalization", "LayerNormalization", "Dropout", "Identity", "Cast", "Softmax", "LogSoftmax",
	"Add", "Sub", "Mul", "Div", "Sqrt", "Exp", "Log", "Neg", "Abs", "Erf", "Pow", "Max", "Min",
}

// infer returns the shape of a node's first output, nil if unknown, and its number of
// multiply-adds, −1 if unknown.
func (c *cost) infer(n *nodeProto) (out []int64, multiplies int64) {
	var in, weight []int64
	if len(n.input) > 0 {
		in = c.shapes[n.input[0]]
	}
	if len(n.input) > 1 {
		weight = c.shapes[n.input[1]]
	}
	if in == nil {
		return nil, -1
	}
	multiplies = -1
	switch {
	case n.opType == "Conv" && len(in) == 4 && len(weight) == 4:
		if out = n.window(in, weight[2:], weight[0]); out != nil {
			multiplies = size(slices.Concat(out, weight[1:]))
		}
	case (n.opType == "MaxPool" || n.opType == "AveragePool") && len(in) == 4 && len(n.attr("kernel_shape").ints) == 2:
		out = n.window(in, n.attr("kernel_shape").ints, in[1])
	case (n.opType == "GlobalAveragePool" || n.opType == "GlobalMaxPool") && len(in) == 4:
		out = []int64{in[0], in[1], 1, 1}
	case n.opType == "Gemm" && len(in) == 2 && len(weight) == 2:
		a, b := slices.Clone(in), slices.Clone(weight)
		if n.flag("transA") {
			slices.Reverse(a)
		}
		if n.flag("transB") {
			slices.Reverse(b)
		}
		out, multiplies = []int64{a[0], b[1]}, size([]int64{a[0], a[1], b[1]})
	case n.opType == "MatMul" && len(in) >= 2 && len(weight) >= 2 && (len(weight) == 2 || len(weight) == len(in)):
		out = append(slices.Clone(in[:len(in)-1]), weight[len(weight)-1])
		multiplies = size(append(slices.Clone(in), weight[len(weight)-1]))
	case n.opType == "Flatten":
		axis := int64(1)
		if a := n.attr("axis").ints; len(a) == 1 {
			axis = a[0]
		}
		if axis >= 0 && axis <= int64(len(in)) {
			out = []int64{size(in[:axis]), size(in[axis:])}
		}
	case n.opType == "Reshape" && len(n.input) > 1:
		out = reshape(in, c.constants[n.input[1]])
	case n.opType == "Transpose":
		out = transpose(in, n.attr("perm").ints)
	case slices.Contains(elementwise, n.opType):
		for _, name := range n.input {
			if s := c.shapes[name]; s != nil && (out == nil || size(s) > size(out)) {
				out = s
			}
		}
	}
	return out, multiplies
}

func (n *nodeProto) flag(name string) bool {
	v := n.attr(name).ints
	return len(v) == 1 && v[0] != 0
}

// window returns the output shape of a convolution or pooling node, or nil if the
// kernel does not fit or the padding depends on the input.
func (n *nodeProto) window(in, kernel []int64, channels int64) []int64 {
	if pad := n.attr("auto_pad").s; pad != "" && pad != "NOTSET" {
		return nil
	}
	strides, dilations, pads := n.attr("strides").ints, n.attr("dilations").ints, n.attr("pads").ints
	at := func(list []int64, i int, otherwise int64) int64 {
		if i < len(list) {
			return list[i]
		}
		return otherwise
	}
	out := []int64{in[0], channels}
	for i, k := range kernel {
		stride, dilation := at(strides, i, 1), at(dilations, i, 1)
		room := in[2+i] + at(pads, i, 0) + at(pads, i+2, 0) - dilation*(k-1) - 1
		if stride < 1 || room < 0 {
			return nil
		}
		if n.flag("ceil_mode") {
			room += stride - 1
		}
		out = append(out, room/stride+1)
	}
	return out
}

// transpose returns the output shape of Transpose with an explicit order.
func transpose(in, order []int64) []int64 {
	if len(order) != len(in) {
		return nil
	}
	out := make([]int64, len(in))
	for i, from := range order {
		if from < 0 || from >= int64(len(in)) {
			return nil
		}
		out[i] = in[from]
	}
	return out
}

// reshape returns the output shape of Reshape: 0 keeps a dimension, −1 takes the
// remaining elements.
func reshape(in, to []int64) []int64 {
	if len(to) == 0 {
		return nil
	}
	out, open, known := make([]int64, len(to)), -1, int64(1)
	for i, d := range to {
		switch {
		case d == 0 && i < len(in):
			out[i] = in[i]
		case d == -1:
			open = i
			continue
		default:
			out[i] = d
		}
		known *= out[i]
	}
	if open >= 0 {
		if known <= 0 || size(in)%known != 0 {
			return nil
		}
		out[open] = size(in) / known
	}
	if size(out) != size(in) {
		return nil
	}
	return out
}

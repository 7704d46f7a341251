package ort

import "slices"

// alike are operators whose output has the shape of their largest input.
var alike = []string{
	"Relu", "LeakyRelu", "Sigmoid", "Tanh", "Elu", "Selu", "HardSigmoid", "HardSwish", "Softplus", "Clip", "Gelu", "PRelu",
	"BatchNormalization", "InstanceNormalization", "LayerNormalization", "Dropout", "Identity", "Cast", "Softmax", "LogSoftmax",
	"Add", "Sub", "Mul", "Div", "Sqrt", "Exp", "Log", "Neg", "Abs", "Erf", "Pow", "Max", "Min",
}

// count works out the shape of a node's first output and its multiply-adds,
// where both are known before a run.
func (f *File) count(n *operation) {
	var in, weight []int
	if len(n.inputs) > 0 {
		in = f.shapes[n.inputs[0]]
	}
	if len(n.inputs) > 1 {
		weight = f.shapes[n.inputs[1]]
	}
	var out []int
	multiplies := -1
	switch {
	case n.kind == "Constant" && len(n.outputs) > 0:
		f.constants[n.outputs[0]] = n.value
		return
	case n.kind == "Conv" && len(in) == 4 && len(weight) == 4:
		if out = n.window(in, weight[2:], weight[0]); out != nil {
			multiplies = size(out) * weight[1] * weight[2] * weight[3]
		}
	case (n.kind == "MaxPool" || n.kind == "AveragePool") && len(in) == 4 && len(n.ints["kernel_shape"]) == 2:
		k := n.ints["kernel_shape"]
		out = n.window(in, []int{int(k[0]), int(k[1])}, in[1])
	case (n.kind == "GlobalAveragePool" || n.kind == "GlobalMaxPool") && len(in) == 4:
		out = []int{in[0], in[1], 1, 1}
	case n.kind == "Gemm" && len(in) == 2 && len(weight) == 2:
		a, b := slices.Clone(in), slices.Clone(weight)
		if n.flag("transA") {
			slices.Reverse(a)
		}
		if n.flag("transB") {
			slices.Reverse(b)
		}
		out, multiplies = []int{a[0], b[1]}, a[0]*a[1]*b[1]
	case n.kind == "MatMul" && len(in) >= 2 && len(weight) >= 2 && (len(weight) == 2 || len(weight) == len(in)):
		out = append(slices.Clone(in[:len(in)-1]), weight[len(weight)-1])
		multiplies = size(out) * in[len(in)-1]
	case n.kind == "Flatten" && in != nil:
		axis := 1
		if a := n.ints["axis"]; len(a) == 1 {
			axis = int(a[0])
		}
		if axis >= 0 && axis <= len(in) {
			out = []int{size(in[:axis]), size(in[axis:])}
		}
	case n.kind == "Reshape" && in != nil && len(n.inputs) > 1:
		out = reshape(in, f.constants[n.inputs[1]])
	case n.kind == "Transpose" && in != nil && len(n.ints["perm"]) == len(in):
		for _, p := range n.ints["perm"] {
			if p < 0 || int(p) >= len(in) {
				return
			}
			out = append(out, in[p])
		}
	case slices.Contains(alike, n.kind):
		for _, name := range n.inputs {
			if s := f.shapes[name]; s != nil && (out == nil || size(s) > size(out)) {
				out = s
			}
		}
		if in == nil {
			out = nil
		}
	}
	switch n.kind {
	case "Conv", "Gemm", "MatMul", "ConvTranspose", "LSTM", "GRU", "Attention", "Einsum", "QLinearConv", "ConvInteger", "MatMulInteger", "QLinearMatMul":
		if multiplies < 0 {
			f.Uncounted[n.kind]++
		} else {
			f.FLOPs += 2 * int64(multiplies)
		}
	}
	if out != nil && len(n.outputs) > 0 {
		f.shapes[n.outputs[0]] = out
		f.Activations += 4 * int64(size(out))
	}
}

func (n *operation) flag(name string) bool { v := n.ints[name]; return len(v) == 1 && v[0] != 0 }

// window is the shape after a convolution or a pool, nil where it cannot be.
func (n *operation) window(in, kernel []int, channels int) []int {
	at := func(name string, i, otherwise int) int {
		if v := n.ints[name]; i < len(v) {
			return int(v[i])
		}
		return otherwise
	}
	out := []int{in[0], channels}
	for i, k := range kernel {
		stride, dilation := at("strides", i, 1), at("dilations", i, 1)
		room := in[2+i] + at("pads", i, 0) + at("pads", i+2, 0) - dilation*(k-1) - 1
		if stride < 1 || room < 0 || len(n.ints["auto_pad"]) > 0 {
			return nil
		}
		if n.flag("ceil_mode") {
			room += stride - 1
		}
		out = append(out, room/stride+1)
	}
	return out
}

func size(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// reshape is ONNX's Reshape: 0 keeps a dimension, −1 takes what is left.
func reshape(in []int, to []int64) []int {
	if len(to) == 0 {
		return nil
	}
	out, open, known := make([]int, len(to)), -1, 1
	for i, d := range to {
		switch {
		case d == 0 && i < len(in):
			out[i] = in[i]
		case d == -1:
			open = i
			continue
		default:
			out[i] = int(d)
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

package ort

import "slices"

// cost is what one run of a graph costs, as far as the sizes of its values are
// known before it.
type cost struct {
	flops       int64          // 2 for each multiply-add of convolutions and matrix products
	uncounted   map[string]int // of these, whose size is not known, by operator
	activations int64          // bytes of all outputs as float32

	shapes    map[string][]int64 // of values, by name
	constants map[string][]int64 // values of short lists of int64, by name
}

// Bounds of what is counted, so that no file makes a number overflow.
const (
	maxSize  = 1 << 50 // elements of a value, or multiply-adds of a node
	maxTotal = 1 << 62
)

// multiplying are the operators that are made of multiply-adds.
var multiplying = []string{
	"Conv", "Gemm", "MatMul", "ConvTranspose", "LSTM", "GRU", "Attention", "Einsum",
	"QLinearConv", "ConvInteger", "MatMulInteger", "QLinearMatMul",
}

// estimateCost follows the shape of the input through a graph.
func estimateCost(g *graphProto, input string, shape []int64) *cost {
	c := &cost{uncounted: map[string]int{}, shapes: map[string][]int64{}, constants: map[string][]int64{}}
	for _, t := range g.initializer {
		c.shapes[t.name], c.constants[t.name] = t.dims, t.values
	}
	if len(shape) > 0 && slices.Min(shape) >= 1 && size(shape) >= 0 {
		c.shapes[input] = shape
	}
	for i := range g.node {
		c.add(&g.node[i])
	}
	return c
}

// add adds the cost of a node whose inputs have been added, and keeps the
// shape of its first output.
func (c *cost) add(n *nodeProto) {
	if n.opType == "Constant" {
		if t := n.attr("value").t; t != nil && len(n.output) > 0 {
			c.constants[n.output[0]] = t.values
		}
		return
	}
	out, multiplies := c.outcome(n)
	if slices.Contains(multiplying, n.opType) {
		if multiplies < 0 {
			c.uncounted[n.opType]++
		} else {
			c.flops = min(c.flops+2*multiplies, maxTotal)
		}
	}
	if out != nil && size(out) >= 0 && len(n.output) > 0 {
		c.shapes[n.output[0]] = out
		c.activations = min(c.activations+4*size(out), maxTotal)
	}
}

// size is the number of elements of a shape, −1 where a dimension is negative
// or there are more than maxSize.
func size(shape []int64) int64 {
	n := int64(1)
	for _, d := range shape {
		if d < 0 || (d > 0 && n > maxSize/d) {
			return -1
		}
		n *= d
	}
	return n
}

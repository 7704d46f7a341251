package ort

import "slices"

// cost is the estimated cost of one run of a graph, for the values whose size is
// known before the run.
type cost struct {
	flops       int64          // 2 for each multiply-add of convolutions and matrix products
	uncounted   map[string]int // of these, the number of unknown size, by operator
	activations int64          // bytes of all outputs as float32

	shapes    map[string][]int64 // shapes of values, by name
	constants map[string][]int64 // constant short lists of int64, by name
}

// Bounds that prevent overflow.
const (
	maxSize  = 1 << 50 // elements of a value, or multiply-adds of a node
	maxTotal = 1 << 62
)

// products are the operators that consist of multiply-adds.
var products = []string{
	"Conv", "Gemm", "MatMul", "ConvTranspose", "LSTM", "GRU", "Attention", "Einsum",
	"QLinearConv", "ConvInteger", "MatMulInteger", "QLinearMatMul",
}

// estimateCost propagates the shapes of the inputs, by name, through a graph.
func estimateCost(g *graphProto, inputs map[string][]int64) *cost {
	c := &cost{uncounted: map[string]int{}, shapes: map[string][]int64{}, constants: map[string][]int64{}}
	for _, t := range g.initializer {
		c.shapes[t.name], c.constants[t.name] = t.dims, t.values
	}
	for name, shape := range inputs {
		if len(shape) > 0 && slices.Min(shape) >= 1 && size(shape) >= 0 {
			c.shapes[name] = shape
		}
	}
	for i := range g.node {
		c.add(&g.node[i])
	}
	return c
}

// add adds the cost of a node and records the shape of its first output. The nodes
// that compute its inputs must have been added.
func (c *cost) add(n *nodeProto) {
	if n.opType == "Constant" {
		if t := n.attr("value").t; t != nil && len(n.output) > 0 {
			c.constants[n.output[0]] = t.values
		}
		return
	}
	out, multiplies := c.infer(n)
	if slices.Contains(products, n.opType) {
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

// size returns the number of elements of a shape, or −1 if a dimension is negative
// or the number exceeds maxSize.
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

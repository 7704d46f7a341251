package vision

import "fmt"

// Input is a network's input tensor in the spec's layout. It is the network's memory:
// Floats for a spec of type Float32 or Float16, Bytes for Uint8; the other is nil.
type Input struct {
	Floats []float32
	Bytes  []uint8
}

// Len returns the number of elements.
func (in Input) Len() int { return len(in.Floats) + len(in.Bytes) }

// Clear sets every element to 0.
func (in Input) Clear() {
	clear(in.Floats)
	clear(in.Bytes)
}

// Set sets element i to a sample, 0 to 255, of colour channel c, scaled as in the spec.
func (in Input) Set(i int, s Spec, c int, sample uint8) {
	if in.Bytes != nil {
		in.Bytes[i] = sample
		return
	}
	in.Floats[i] = s.element(c, int(sample))
}

// fits returns an error if the input does not match the spec.
func (in Input) fits(s Spec) error {
	switch {
	case s.Type == Uint8 && in.Bytes == nil:
		return fmt.Errorf("fill input: the model takes uint8; give it bytes")
	case s.Type != Uint8 && in.Floats == nil:
		return fmt.Errorf("fill input: the model takes %v; give it floats", s.Type)
	case in.Len() != s.Len():
		return fmt.Errorf("fill input: input has %d elements; want %d", in.Len(), s.Len())
	}
	return nil
}

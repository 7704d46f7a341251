package serve

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/vision"
)

// frameInput is the input of a request that brings one frame instead of the whole tensor.
const frameInput = "frame"

// request is a request with its one input as bytes.
type request struct {
	sequence   string // "" stands alone
	start, end bool
	seed       uint64
	tick       int32 // of the frame; −1 is one period after the last
	name       string
	datatype   string
	shape      []int64
	raw        []byte
	outputs    []string // that are wanted; none is all
	decide     bool     // outputs of the decoder are wanted
}

// readRequest reads the parameters and the input of a request.
func readRequest(in *oippb.ModelInferRequest) (*request, error) {
	r := &request{tick: -1, decide: len(in.GetOutputs()) == 0}
	for _, o := range in.GetOutputs() {
		r.outputs = append(r.outputs, o.GetName())
		switch o.GetName() {
		case actionOutput, pActOutput, reasonOutput:
			r.decide = true
		}
	}
	all := in.GetParameters()
	for _, key := range slices.Sorted(maps.Keys(all)) { // so that the error does not vary
		p, err := all[key], error(nil)
		switch key {
		case oip.SequenceID:
			if r.sequence = p.GetStringParam(); r.sequence == "" {
				var n int64
				if n, err = whole(p); n != 0 {
					r.sequence = strconv.FormatInt(n, 10)
				}
			}
			if len(r.sequence) > 256 {
				err = fmt.Errorf("has %d bytes; want at most 256", len(r.sequence))
			}
		case oip.SequenceStart:
			r.start, err = truth(p)
		case oip.SequenceEnd:
			r.end, err = truth(p)
		case "seed":
			r.seed, err = seed(p)
		case "tick":
			var n int64
			if n, err = whole(p); n < 0 || n > 1<<30 {
				err = fmt.Errorf("is %d; want 0 to %d", n, 1<<30)
			}
			r.tick = int32(n)
		}
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", key, err)
		}
	}
	if len(in.GetInputs()) != 1 {
		return nil, fmt.Errorf("the request has %d inputs; want 1", len(in.GetInputs()))
	}
	t := in.GetInputs()[0]
	r.name, r.datatype, r.shape = t.GetName(), t.GetDatatype(), t.GetShape()
	if r.name == frameInput && r.datatype != oip.UINT8 {
		return nil, fmt.Errorf("input %q: the datatype is %.20q; want %s", frameInput, r.datatype, oip.UINT8)
	}
	if raw := in.GetRawInputContents(); len(raw) == 1 && t.GetContents() == nil {
		r.raw = raw[0]
		return r, nil
	} else if len(raw) > 0 {
		return nil, fmt.Errorf("%d raw contents for 1 input, or typed contents beside them; send one of either", len(raw))
	}
	var err error
	if r.raw, err = oip.Raw(r.datatype, t.GetContents()); err != nil {
		return nil, fmt.Errorf("input %.40q: %w", r.name, err)
	}
	return r, nil
}

// whole returns the value of a parameter that is a whole number.
func whole(p *oippb.InferParameter) (int64, error) {
	switch x := p.GetParameterChoice().(type) {
	case *oippb.InferParameter_Int64Param:
		return x.Int64Param, nil
	case *oippb.InferParameter_Uint64Param:
		if x.Uint64Param > math.MaxInt64 {
			return 0, fmt.Errorf("is %d; want at most %d", x.Uint64Param, int64(math.MaxInt64))
		}
		return int64(x.Uint64Param), nil
	}
	return 0, errors.New("it is not a whole number")
}

// seed returns the value of a parameter that is a seed: any uint64.
func seed(p *oippb.InferParameter) (uint64, error) {
	if x, ok := p.GetParameterChoice().(*oippb.InferParameter_Uint64Param); ok {
		return x.Uint64Param, nil
	}
	n, err := whole(p)
	if n < 0 {
		return 0, fmt.Errorf("is %d; want 0 or more", n)
	}
	return uint64(n), err
}

// truth returns the value of a parameter that is true or false.
func truth(p *oippb.InferParameter) (bool, error) {
	if x, ok := p.GetParameterChoice().(*oippb.InferParameter_BoolParam); ok {
		return x.BoolParam, nil
	}
	return false, errors.New("it is neither true nor false")
}

// inputs checks the tensor of a request and returns how many inputs it holds.
func (v *version) inputs(r *request) (int, error) {
	fail := func(format string, args ...any) (int, error) {
		return 0, status.Errorf(codes.InvalidArgument, "input %.40q: %s", r.name, fmt.Sprintf(format, args...))
	}
	if r.name != v.contract.Frames {
		return fail("model %s has no such input; want %q, or %q for one frame", v.who.Name, v.contract.Frames, frameInput)
	}
	if len(r.shape) != len(v.inShape) {
		return fail("the shape has rank %d; want %d", len(r.shape), len(v.inShape))
	}
	for i := 1; i < len(r.shape); i++ {
		if r.shape[i] != v.inShape[i] {
			return fail("the shape is %v; want N inputs of %v", r.shape, v.inShape[1:])
		}
	}
	n := r.shape[0]
	if n < 1 || n > int64(v.cfg.Queue) || int64(len(r.raw))%n != 0 {
		return fail("%d inputs of %d bytes; want 1 to %d", n, len(r.raw), v.cfg.Queue)
	}
	return int(n), nil
}

// read fills an input of the network from one of a tensor.
func (v *version) read(in vision.Input, datatype string, raw []byte) error {
	if err := oip.ReadInput(in, datatype, raw); err != nil {
		return status.Errorf(codes.InvalidArgument, "input %q: %v", v.contract.Frames, err)
	}
	return nil
}

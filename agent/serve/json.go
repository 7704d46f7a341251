package serve

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

// tensorJSON is an input or output in the HTTP half of the protocol.
type tensorJSON struct {
	Name       string          `json:"name"`
	Datatype   string          `json:"datatype,omitempty"`
	Shape      []int64         `json:"shape,omitempty"`
	Parameters map[string]any  `json:"parameters,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
}

type requestJSON struct {
	ID         string         `json:"id"`
	Parameters map[string]any `json:"parameters"`
	Inputs     []tensorJSON   `json:"inputs"`
	Outputs    []tensorJSON   `json:"outputs"`
}

// parseRequest parses a request, whose JSON is followed by binary tensors if it says so.
// binary says which outputs are wanted in binary.
func parseRequest(body []byte, headerLength string) (in *oippb.ModelInferRequest, binary func(output string) bool, err error) {
	header, rest := body, []byte(nil)
	if headerLength != "" {
		n, err := strconv.Atoi(headerLength)
		if err != nil || n < 0 || n > len(body) {
			return nil, nil, fmt.Errorf("the header states %.20q bytes of JSON; want a whole number from 0 to %d, the length of the body", headerLength, len(body))
		}
		header, rest = body[:n], body[n:]
	}
	var doc requestJSON
	if err := decode(header, &doc); err != nil {
		return nil, nil, fmt.Errorf("the request is not JSON of the protocol: %w", err)
	}
	in = &oippb.ModelInferRequest{Id: doc.ID}
	if in.Parameters, err = parameters(doc.Parameters); err != nil {
		return nil, nil, err
	}
	for _, t := range doc.Inputs {
		raw, left, err := t.bytes(rest)
		if err != nil {
			return nil, nil, fmt.Errorf("input %.40q: %w", t.Name, err)
		}
		rest = left
		in.Inputs = append(in.Inputs, &oippb.ModelInferRequest_InferInputTensor{Name: t.Name, Datatype: t.Datatype, Shape: t.Shape})
		in.RawInputContents = append(in.RawInputContents, raw)
	}
	if len(rest) > 0 {
		return nil, nil, fmt.Errorf("%d bytes after the tensors; state them with binary_data_size", len(rest))
	}
	all, err := flag(doc.Parameters, "binary_data_output", false)
	if err != nil {
		return nil, nil, err
	}
	wanted := map[string]bool{}
	for _, t := range doc.Outputs {
		in.Outputs = append(in.Outputs, &oippb.ModelInferRequest_InferRequestedOutputTensor{Name: t.Name})
		if wanted[t.Name], err = flag(t.Parameters, "binary_data", all); err != nil {
			return nil, nil, fmt.Errorf("output %.40q: %w", t.Name, err)
		}
	}
	return in, func(output string) bool {
		if len(doc.Outputs) == 0 {
			return all
		}
		return wanted[output]
	}, nil
}

// decode reads one JSON document. Numbers of parameters stay text.
func decode(text []byte, into *requestJSON) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(into); err == io.EOF {
		return errors.New("the body is empty")
	} else if err != nil {
		return jsonfile.Explain(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("the JSON is followed by other data; if these are binary tensors, state the length of the JSON in the header " + headerLength)
	}
	return nil
}

// flag returns the value of a parameter that is true or false, or otherwise.
func flag(parameters map[string]any, key string, otherwise bool) (bool, error) {
	value, stated := parameters[key]
	if !stated {
		return otherwise, nil
	}
	is, ok := value.(bool)
	if !ok {
		return false, fmt.Errorf("parameter %s: it is neither true nor false", key)
	}
	return is, nil
}

// bytes returns the elements of a tensor: from its data, or from the start of rest.
func (t tensorJSON) bytes(rest []byte) (raw, left []byte, err error) {
	if size, ok := t.Parameters["binary_data_size"]; ok {
		number, _ := size.(json.Number)
		n, err := number.Int64()
		if err != nil || n < 0 || n > int64(len(rest)) || t.Data != nil {
			return nil, nil, fmt.Errorf("binary_data_size is %v, and %d bytes follow; send no data beside it", size, len(rest))
		}
		return rest[:n], rest[n:], nil
	}
	if t.Datatype == oip.UINT8 {
		raw, err = appendNumbers(t.Data, func(dst []byte, v float64) ([]byte, error) {
			if v != math.Trunc(v) || v < 0 || v > math.MaxUint8 {
				return nil, fmt.Errorf("%v is not a whole number from 0 to 255", v)
			}
			return append(dst, byte(v)), nil
		})
	} else if t.Datatype == oip.FP32 {
		raw, err = appendNumbers(t.Data, func(dst []byte, v float64) ([]byte, error) {
			return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(v))), nil
		})
	} else {
		err = fmt.Errorf("the datatype is %.20q; want %s or %s in JSON, or send the tensor in binary", t.Datatype, oip.FP32, oip.UINT8)
	}
	return raw, rest, err
}

// appendNumbers converts the numbers of a JSON array, flat or nested, in order.
func appendNumbers(data json.RawMessage, one func(dst []byte, v float64) ([]byte, error)) (raw []byte, err error) {
	if len(data) == 0 {
		return nil, errors.New("there is no data")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return raw, nil
		}
		if err != nil {
			return nil, jsonfile.Explain(err)
		}
		switch x := token.(type) {
		case json.Delim:
			if x != '[' && x != ']' {
				return nil, errors.New("the data is not an array of numbers")
			}
		case float64:
			if raw, err = one(raw, x); err != nil {
				return nil, err
			}
		default:
			return nil, errors.New("the data is not an array of numbers")
		}
	}
}

// parameters converts the parameters of a request.
func parameters(from map[string]any) (map[string]*oippb.InferParameter, error) {
	to := map[string]*oippb.InferParameter{}
	for _, key := range slices.Sorted(maps.Keys(from)) { // so that the error does not vary
		switch x := from[key].(type) {
		case bool:
			to[key] = oip.Bool(x)
		case string:
			to[key] = oip.Text(x)
		case json.Number:
			p, err := numeric(x)
			if err != nil {
				return nil, fmt.Errorf("parameter %.40q is %.40q, which does not fit in 64 bits", key, x)
			}
			to[key] = p
		default:
			return nil, fmt.Errorf("parameter %.40q is not a string, a number or a boolean", key)
		}
	}
	return to, nil
}

// numeric returns the parameter that holds a number: a whole one if it is.
func numeric(text json.Number) (*oippb.InferParameter, error) {
	if n, err := text.Int64(); err == nil {
		return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_Int64Param{Int64Param: n}}, nil
	}
	if n, err := strconv.ParseUint(text.String(), 10, 64); err == nil {
		return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_Uint64Param{Uint64Param: n}}, nil
	}
	f, err := text.Float64()
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_DoubleParam{DoubleParam: f}}, err
}
